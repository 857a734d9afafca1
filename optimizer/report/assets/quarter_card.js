// The timetable of all quarters, the steps of one hub, and the card of a hub under construction.

function stepText(step) {
  const change = step.before ? `${step.before} → ${step.after}` : step.after;
  return `${step.what === "hub" ? "" : `${step.name}: `}${change}, ${money(step.capital)}`;
}

// Steps of one hub, those that are decided and begin to work together in one line.
function hubSteps(data, id) {
  const together = new Map();
  for (const step of data.quarters ? data.builds.filter((one) => one.park === id) : []) {
    const key = `${step.works} ${step.decided}`;
    together.set(key, [...(together.get(key) || []), step]);
  }
  if (!together.size) return null;
  return [el("h3", null, word("quarters.steps")), el("ul", { class: "steps" }, [...together.values()].map((steps) => {
    const { works, decided } = steps[0];
    const begun = decided < works ? ` ${word("quarters.decided", { n: number(decided, 0) })}` : "";
    return el("li", { class: works > state.quarter ? "later" : null },
      el("b", null, quarterName(works)), `${begun}: ${steps.map(stepText).join("; ")}`);
  }))];
}

function plannedCard(data, hub) {
  const about = hub.opens ? word("quarters.opens_in", { n: number(hub.opens, 0) }) : word("quarters.stands", { size: hub.size });
  return [
    cardShell(word(hub.opens ? "quarters.built" : "hub"), hub.name, [hub.place, hub.size].filter(Boolean).join(" · ")),
    el("div", { class: "card-body" },
      el("section", { class: "why" }, el("p", { class: "worth" }, about),
        hub.opens ? el("p", null, word("quarters.begun_in", { n: number(hub.begun, 0), servers: number(hub.servers, 0) })) : null),
      hubSteps(data, hub.id)),
  ];
}

function newsLink(data, n, what, id) {
  const name = newsName(data, what, id);
  if (what === "closed" || what === "depot") return name;
  return linkTo(name, what === "lines" ? { quarter: n, line: id } : { quarter: n, hub: id });
}

function newsLine(data, n, what) {
  const ids = data.quarters[n].told[what];
  return ids.length ? el("div", null, el("b", null, `${word(`quarters.${what}`)}: `), ids.map((id, k) => [k ? "; " : "",
    newsLink(data, n, what, id)])) : null;
}

function timetableRows(data, n) {
  const told = data.quarters[n].told;
  const chosen = n === state.quarter ? "chosen" : null;
  const cell = (value) => el("td", { class: "num" }, value);
  const figures = el("tr", { class: chosen, "data-row": n },
    el("td", null, el("button", { type: "button", class: "link", click: () => choose({ quarter: n }) }, el("b", null, quarterName(n))),
      el("div", { class: "was" }, monthsOf(data, n))),
    n ? [cell(number(told.spent, 0)), cell(number(told.capital, 0)), cell(number(told.carried, 0))] : [cell("–"), cell("–"), cell("–")],
    cell(hours(told.hours)));
  if (!n) return figures;
  const news = NEWS.map((what) => newsLine(data, n, what));
  const handed = told.handed ? el("div", null, el("b", null, `${word("quarters.handed")}: `), number(told.handed, 0)) : null;
  const none = !handed && news.every((line) => line === null);
  return [figures, el("tr", { class: `news ${chosen || ""}` },
    el("td", { colspan: 5 }, none ? el("span", { class: "was" }, word("quarters.nothing")) : [news, handed]))];
}

function timetableCard(data) {
  const heads = [word("quarters.quarter"), word("quarters.spent"), word("quarters.of_it"), word("quarters.carried"), word("card.turnaround")];
  return [
    cardShell(word("quarters.kind"), word("quarters.timetable"), data.scenario),
    el("div", { class: "card-body" }, quarterChart(data, 396), chartLegend(),
      table(heads, data.quarters.map((_, n) => timetableRows(data, n)), { class: "timetable" }),
      el("p", { class: "note" }, word("quarters.note"))),
  ];
}

// Who serves a site in each quarter, and how fast.
function siteCourse(data, site) {
  if (!data.quarters) return null;
  const s = data.sites.indexOf(site);
  const [park, time, repairs] = ["park", "hours", "repairs"].map((key) => data.fleetKeys.indexOf(key));
  const rows = data.quarters.slice(1).map(({ fleets }, k) => {
    const own = fleets[s].map((values) => ({ park: values[park], hours: values[time], repairs: values[repairs] }));
    const hubs = [...new Set(own.map((fleet) => fleet.park))].map((id) => (id ? lookupName(data, id) : word("kept")));
    return el("tr", { class: k + 1 === state.quarter ? "chosen" : null },
      el("td", null, el("button", { type: "button", class: "link", click: () => choose({ quarter: k + 1 }) }, quarterName(k + 1))),
      el("td", null, hubs.join("; ")), el("td", { class: "num" }, hours(weighted(own, (fleet) => fleet.hours))));
  });
  return [el("h3", null, word("quarters.kind")), el("table", { class: "course" }, el("tbody", null, rows))];
}
