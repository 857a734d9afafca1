// A plan over quarters: what changes by quarter is put in place of what was shown; 0 is today.

// Every hub of the page, one of each look; a plan of one period has one look.
function allHubs(data) {
  return data.quarters ? data.quarters.flatMap((quarter) => quarter.hubs) : data.hubs;
}

function lastQuarter(data) {
  return data.quarters.length - 1;
}

// A fleet before anything is decided: repaired as today.
function todayFleet(fleet) {
  return { ...fleet, park: "", way: "today", hours: fleet.today, lost: fleet.today_lost, next: ["", null],
    stages: [...fleet.today_stages, 0], seasons: {} };
}

function showQuarter(data, n) {
  const { hubs, figures, seasons, routes, partRoutes, origins } = data.quarters[n];
  Object.assign(data, { hubs, figures, seasons, routes, partRoutes, origins });
  const values = data.quarters[Math.max(1, n)].fleets;
  data.sites.forEach((site, s) => {
    site.fleets = site.shared.map((shared, f) => {
      const fleet = { ...shared };
      data.fleetKeys.forEach((key, k) => { fleet[key] = values[s][f][k]; });
      return n ? fleet : todayFleet(fleet);
    });
  });
}

// Must come before anything else listens: whoever redraws finds the chosen quarter in place.
function startQuarters(data) {
  if (!data.quarters) return;
  for (const site of data.sites) site.shared = site.fleets;
  state.quarter = lastQuarter(data);
  showQuarter(data, state.quarter);
  document.body.classList.add("over-quarters");
  onChange((now, before) => {
    document.body.dataset.quarter = now.quarter;
    if (now.quarter === before.quarter) return;
    showQuarter(data, now.quarter);
    now.view = now.quarter ? "plan" : "today";
    if (!data.seasons.some(([id]) => id === now.season)) now.season = "year";
    if (now.line && data.lines.some((line) => line.id === now.line && line.decided > now.quarter)) now.line = null;
    if (now.hub && !data.hubs.some((hub) => hub.id === now.hub)) now.hub = null;
  });
  document.body.dataset.quarter = state.quarter;
}

// What to choose so that a hub is in sight.
function viewWith(data, id) {
  if (!data.quarters) return { view: "plan" };
  if (data.hubs.some((hub) => hub.id === id)) return {};
  const works = data.quarters.findIndex((quarter) => quarter.hubs.some((hub) => hub.id === id && !hub.opens));
  return { quarter: works };
}

function monthName(month, style) {
  return new Intl.DateTimeFormat(LOCALE, { month: style }).format(new Date(2001, month - 1, 15));
}

function quarterName(n) {
  return n ? word("quarters.name", { n: number(n, 0) }) : word("today");
}

function monthsOf(data, n) {
  if (!n) return word("quarters.before");
  const [first, last] = data.quarters[n].told.months;
  return `${monthName(first, "short")} – ${monthName(last, "short")}`;
}

const NEWS = ["opened", "upgraded", "closed", "lines", "depot"];

// A line and its park, or the name of a park.
function newsName(data, what, id) {
  if (what !== "lines") return lookupName(data, id);
  const line = data.lines.find((one) => one.id === id);
  return line ? `${line.name}, ${line.place}` : id;
}

// What is new in a quarter, as [word, names or text]: what opens, grows, closes, is handed over.
function newsOf(data, n) {
  const told = data.quarters[n].told;
  const news = NEWS.filter((what) => n && told[what].length)
    .map((what) => [word(`quarters.${what}`), told[what].map((id) => newsName(data, what, id)).join("; ")]);
  if (n && told.handed) news.push([word("quarters.handed"), number(told.handed, 0)]);
  return news;
}

function lookupName(data, id) {
  return Object.hasOwn(data.parkNames, id) ? data.parkNames[id] : id;
}
