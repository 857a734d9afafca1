// The plan lived through: what was promised beside what came.

function signedShare(error) {
  if (error === null || error === undefined) return "–";
  const text = percent(Math.abs(error), 1);
  return Math.abs(error) < 0.0005 ? text : (error < 0 ? "−" : "+") + text;
}

function tenths(value) {
  return value === null ? "–" : `${exact(value, 1)}\u00a0${word("hours")}`;
}

function came(hoursCame, range) {
  const half = range[0] === null ? null : (range[1] - range[0]) / 2;
  return half === null ? tenths(hoursCame) : `${exact(hoursCame, 1)} ± ${exact(half, 1)}\u00a0${word("hours")}`;
}

function verdictMark(pool) {
  return el("div", { class: `verdict ${pool.verdict === "kept" ? "better" : "worse"}` }, lookup("verdicts", pool.verdict));
}

// Machines down month by month: bars as lived through, a mark as promised.
function downChart(down) {
  const [wide, high, foot] = [396, 96, 16];
  const most = Math.max(...down.flat().map((v) => v || 0), 1e-9);
  const step = wide / down.length;
  const y = (value) => high - (high - 14) * ((value || 0) / most);
  const months = Array.from(down, (_, n) => new Intl.DateTimeFormat(LOCALE, { month: "narrow" }).format(new Date(2001, n, 15)));
  const text = (x, at, content) => svg("text", { x, y: at, "text-anchor": "middle" }, content);
  return svg("svg", { class: "down-chart", viewBox: `0 0 ${wide} ${high + foot}`, role: "img", "aria-label": word("simulation.down") },
    down.map(([lived, promised], n) => {
      const middle = step * (n + 0.5);
      return [svg("rect", { class: "lived", x: middle - step * 0.36, width: step * 0.72, y: y(lived), height: high - y(lived) }),
        svg("line", { class: "promised", x1: middle - step * 0.42, x2: middle + step * 0.42, y1: y(promised), y2: y(promised) }),
        text(middle, y(Math.max(lived, promised)) - 4, number(lived, 0)), text(middle, high + 12, months[n])];
    }));
}

function promiseTable(pools, withHub) {
  const rows = pools.map((pool) => el("tr", null,
    el("td", null, withHub ? linkTo(pool.hub, { hub: pool.park }) : null, withHub ? ` · ${pool.name}` : pool.name,
      verdictMark(pool)),
    el("td", { class: "num" }, percent(pool.busy)),
    el("td", { class: "num was" }, tenths(pool.promised)),
    el("td", { class: "num" }, came(pool.hours, pool.range)),
    el("td", { class: "num" }, signedShare(pool.error))));
  const whys = pools.filter((pool) => pool.verdict !== "kept").map((pool) =>
    el("p", { class: "note" }, el("b", null, withHub ? `${pool.hub}, ${pool.name}: ` : `${pool.name}: `), pool.why));
  return [table([word("simulation.pool"), word("card.utilisation"), word("simulation.promised"), word("simulation.lived"),
    word("simulation.error")], rows, { class: "promises" }), whys];
}

function hubPromises(data, hub) {
  const pools = data.simulation ? data.simulation.pools.filter((pool) => pool.park === hub.id) : [];
  return pools.length ? [el("h3", null, word("simulation.hub")), promiseTable(pools, false)] : null;
}

function simulationCard(lived) {
  const stages = lived.stages.map(([stage, promised, hoursCame]) => el("tr", null, el("td", null, lookup("lived_stages", stage)),
    el("td", { class: "num was" }, tenths(promised)), el("td", { class: "num" }, tenths(hoursCame))));
  return [
    cardShell(word("simulation.kind"), word("simulation.title"),
      word("simulation.years", { replications: number(lived.replications, 0), years: number(lived.years, 0) })),
    el("div", { class: "card-body" },
      el("section", { class: "why" },
        el("p", { class: "worth" }, word("simulation.mean", { x: came(lived.hours, lived.range), promised: tenths(lived.promised),
          error: signedShare(lived.error) })),
        el("p", null, word("simulation.corrected", { x: tenths(lived.corrected), error: signedShare(lived.corrected_error) }))),
      facts(lived.quantiles.map(([q, value]) => [lookup("within", `p${q}`), hours(value)])),
      el("h3", null, word("simulation.hub")), promiseTable(lived.pools, true),
      el("h3", null, word("simulation.down")), downChart(lived.down), el("p", { class: "note" }, word("simulation.down_note")),
      el("h3", null, word("card.where_hours_go")),
      table([word("card.stage"), word("simulation.promised"), word("simulation.lived")], stages, { class: "stages" }),
      el("p", { class: "note" }, word("simulation.note"))),
  ];
}

// The line on the left that opens the card.
function drawSimulation(holder, data) {
  holder.hidden = !data.simulation;
  if (!data.simulation) return;
  const { hours: mean, range, promised, error } = data.simulation;
  fill(clear(holder), null, el("button", { type: "button", class: "link", click: () => choose({ ...NOTHING, simulation: true }) },
    el("b", null, word("simulation.kind")), " ",
    word("simulation.short", { x: came(mean, range), promised: tenths(promised), error: signedShare(error) })));
}
