// The strip of key figures: the plan's value large, today's beside it.

function figureCard(key, value, was, change, note, isBetter, name) {
  return el("div", { class: "figure", title: note, "data-figure": key },
    el("div", { class: "figure-name" }, word(`figure.${name || key}`, figureWords())),
    el("div", { class: "figure-value" }, value,
      change ? el("span", { class: `figure-change ${isBetter ? "better" : "worse"}` }, change) : null),
    el("div", { class: "figure-was" }, was));
}

// Money of a quarter instead of a year; nothing is spent before the first one.
function quarterMoney(f) {
  const known = f.spent_mrub !== null;
  const there = known ? word("figure.of_budget", { budget: money(f.funds_mrub) }) : "";
  return [figureCard("spent_mrub", money(f.spent_mrub), there, "", word("figure.spent_mrub_note"))];
}

let reachHours = null;

function figureWords() {
  return { hours: number(reachHours, 0) };
}

function drawFigures(holder, data) {
  const f = data.figures;
  reachHours = data.reach_h;
  const was = (x) => word("figure.was", { x });
  const note = (key, values) => word(`figure.${key}_note`, values);
  const points = (a, b) => {
    const change = 100 * (b - a);
    return Math.abs(change) < 0.05 ? "" : (change < 0 ? "−" : "+") + word("figure.points", { x: number(Math.abs(change)) });
  };
  const cards = [];
  const pair = (key, format, difference, moreIsBetter, notes) => {
    const both = f[key];
    if (!both || both.plan === null || both.plan === undefined) return;
    cards.push(figureCard(key, format(both.plan), was(format(both.today)), difference(both.today, both.plan),
      note(key, notes), both.plan > both.today === moreIsBetter));
  };
  pair("turnaround_h", hours, change, false);
  pair("machines_down", (x) => exact(x, 1), change, false, { machines: number(f.machines, 0) });
  pair("availability", (x) => percent(x, 1), points, true);
  pair("downtime_mrub", money, change, false);
  if (data.reach_h) pair("reach_share", percent, points, true);
  if (data.quarters) cards.push(...quarterMoney(f));
  else cards.push(figureCard("cost_mrub", money(f.cost_mrub), word("figure.of_budget", { budget: money(f.budget_mrub) }),
    "", note("cost_mrub", { budget: money(f.budget_mrub) }), false, data.lines.length ? "cost_with_lines" : "cost_mrub"));
  const jobs = f.jobs === null ? "" : word("figure.jobs", { jobs: number(f.jobs, 0) });
  cards.push(figureCard("hubs", number(f.hubs, 0), jobs, "", ""));
  if (f.gap !== null && f.gap !== undefined) {
    const status = lookup("status", f.status || "");
    cards.push(figureCard("gap", `≤ ${percent(Math.ceil(f.gap * 1000) / 1000, 1)}`, word("figure.proven"), "", note("gap", { status })));
  }
  fill(clear(holder), null, cards);
}
