// Where the hours of a site's repairs go, today beside the plan; each fleet; the way by season.

const STAGES = ["report", "parts", "queue", "travel", "handson"];
const STAGE_COLOURS = ["#9aa5b1", "#e1a100", "#c77cab", "#58a9dc", "#1b9a75"];

// Plan stages (report, parts, queue, go, hands-on, return) as the five that today has too.
function fiveStages(stages) {
  const [report, parts, queue, go, handson, back] = stages;
  const way = go === null && back === null ? null : (go || 0) + (back || 0);
  return [report, parts, queue, way, handson];
}

function stageMeans(fleets, plan) {
  return STAGES.map((_, n) => weighted(fleets, (f) => (plan ? fiveStages(f.stages) : f.today_stages)[n]));
}

function stageBar(label, values, longest) {
  const sum = total(values, (v) => v);
  return el("div", { class: "stage-bar" }, el("span", { class: "stage-label" }, label),
    el("span", { class: "stage-line" }, values.map((v, n) => el("span", { title: `${lookup("stages", STAGES[n])}: ${hours(v)}`,
      style: { width: `${(100 * (v || 0)) / longest}%`, background: STAGE_COLOURS[n] } }))),
    el("b", { class: "stage-sum" }, hours(sum)));
}

function stageTable(fleets) {
  const now = stageMeans(fleets, false);
  const plan = stageMeans(fleets, true);
  const longest = Math.max(total(now, (v) => v), total(plan, (v) => v), 1e-9);
  const rows = STAGES.map((stage, n) => el("tr", null,
    el("td", null, el("span", { class: "key", style: { background: STAGE_COLOURS[n] } }), lookup("stages", stage)),
    el("td", { class: "num was" }, hours(now[n])), el("td", { class: "num" }, hours(plan[n]))));
  rows.push(el("tr", { class: "sum" }, el("td", null, word("card.total")),
    el("td", { class: "num was" }, hours(total(now, (v) => v))), el("td", { class: "num" }, hours(total(plan, (v) => v)))));
  return [stageBar(word("today"), now, longest), stageBar(word("plan"), plan, longest),
    table([word("card.stage"), word("today"), word("plan")], rows, { class: "stages" })];
}

function nextBest(data, fleet) {
  const [park, time] = fleet.next;
  if (time === null || (!park && !fleet.park)) return null;
  const hub = data.hubs.find((h) => h.id === park);
  const name = hub ? hub.name : park || lookup("ways", "today");
  const more = time - fleet.hours;
  return word(more < 0 ? "card.next_best_faster" : "card.next_best_value", { hub: name, x: hours(Math.abs(more)) });
}

function fleetDetails(data, fleet, open) {
  const hub = data.hubs.find((h) => h.id === fleet.park);
  return el("details", { class: "fleet", open },
    el("summary", null, el("span", { class: "fleet-name" }, `${fleet.name} × ${number(fleet.count, 0)}`),
      el("span", { class: "fleet-hours" }, el("span", { class: "was" }, hours(fleet.today)), " → ",
        el("b", null, hours(fleet.hours)))),
    facts([
      [word("card.served_by"), hub ? linkTo(hub.name, { hub: hub.id }) : word("kept")],
      [word("card.way"), lookup("ways", fleet.way)],
      [word("card.next_best"), nextBest(data, fleet)],
      [word("card.workshop"), lookup("workshops", fleet.workshop)],
      [word("card.repairs"), number(fleet.repairs)],
      [word("card.lost"), `${money(fleet.today_lost)} → ${money(fleet.lost)}`]]),
    fleet.park ? null : el("p", { class: "note" }, word("card.kept_why")),
    stageTable([fleet]));
}

// One line of words for a route: legs of the same mode in a row are added up.
function wayWords(data, numbers) {
  const runs = [];
  for (const n of numbers) {
    const [, , , , mode, km] = data.legs[n];
    if (runs.length && runs[runs.length - 1].mode === mode) runs[runs.length - 1].km += km || 0;
    else runs.push({ mode, km: km || 0 });
  }
  const text = runs.filter((run) => run.km >= 0.5 || runs.length === 1).map((run) =>
    `${Object.hasOwn(data.modes, run.mode) ? data.modes[run.mode].name : run.mode} ${number(run.km, 0)}\u00a0${word("km")}`);
  return text.join(" → ") || word("card.at_hub");
}

function seasonTables(data, site) {
  return data.routes.filter(([, id]) => id === site.id).map(([park, , seasons]) => {
    const hub = data.hubs.find((h) => h.id === park);
    const fleets = site.fleets.filter((f) => f.park === park);
    if (!hub || !fleets.length) return null;
    const rows = data.seasons.filter(([id]) => seasons[id]).map(([id, name]) => {
      const cell = (n) => weighted(fleets, (f) => (f.seasons[id] ? f.seasons[id][n] : null));
      return el("tr", { class: state.season === id ? "chosen" : null }, el("td", null, name),
        el("td", { class: "num" }, hours(cell(0))), el("td", { class: "num" }, hours(cell(1))),
        el("td", { class: "way" }, wayWords(data, seasons[id])));
    });
    return [el("h3", null, word("card.ways"), " · ", hub.name),
      table([word("season"), word("card.turnaround"), word("card.hours_there"), ""], rows, { class: "seasons" })];
  });
}

function siteCard(data, site) {
  const machines = total(site.fleets, (f) => f.count);
  const under = [lookup("kinds", site.kind), `${word("card.machines")}: ${number(machines, 0)}`].filter(Boolean).join(" · ");
  const seasons = seasonTables(data, site).filter(Boolean);
  const many = site.fleets.length > 1;
  return [
    cardShell(word("site"), site.name, under),
    el("div", { class: "card-body" },
      many ? [el("h3", null, word("card.where_hours_go")), stageTable(site.fleets), el("h3", null, word("card.fleets"))] : null,
      site.fleets.map((fleet) => fleetDetails(data, fleet, !many)),
      siteCourse(data, site),
      seasons,
      seasons.length ? el("p", { class: "note" }, `${word("card.not_season")} ${word("card.wait_included")}`) : null),
  ];
}
