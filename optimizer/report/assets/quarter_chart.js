// Turnaround and money quarter by quarter: two strips over one axis, the chosen quarter marked.

function chartLine(points, attributes) {
  return svg("polyline", { fill: "none", points: points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" "), ...attributes });
}

// Number of a strip in its column; every second one is left out where columns are narrow.
function chartNumber(x, y, value, n, step) {
  const narrow = step < 24 && n % 2 === 1;
  return narrow ? null : svg("text", { x, y, "text-anchor": "middle" }, number(value, 0));
}

function turnaroundStrip(data, x, top, high, step) {
  const told = data.quarters.map((quarter) => quarter.told);
  const most = Math.max(1e-9, ...told.flatMap((t) => [t.hours || 0, t.today || 0]));
  const y = (value) => top + high - (high - 19) * ((value || 0) / most);
  return [
    chartLine(told.map((t, n) => [x(n), y(t.today)]), { class: "chart-today" }),
    chartLine(told.map((t, n) => [x(n), y(t.hours)]), { class: "chart-hours" }),
    told.map((t, n) => svg("circle", { class: "chart-dot", cx: x(n), cy: y(t.hours), r: n === state.quarter ? 4.5 : 3 })),
    told.map((t, n) => chartNumber(x(n), y(t.hours) - 7, t.hours, n, step)),
  ];
}

function moneyStrip(data, x, top, high, step) {
  const told = data.quarters.map((quarter) => quarter.told);
  const most = Math.max(1e-9, ...told.map((t) => t.spent || 0));
  const tall = (value) => (high - 13) * ((value || 0) / most);
  const bar = (n, from, value, name) => svg("rect", { class: name, x: x(n) - step * 0.32, width: step * 0.64,
    y: top + high - tall(from + value), height: tall(value) });
  return told.map((t, n) => (n ? [
    bar(n, 0, t.spent - t.capital, "chart-running"), bar(n, t.spent - t.capital, t.capital, "chart-capital"),
    chartNumber(x(n), top + high - tall(t.spent) - 3, t.spent, n, step)] : null));
}

// The chart for a width in pixels; a click chooses a quarter, the keyboard does so by the slider.
function quarterChart(data, wide) {
  const count = data.quarters.length;
  const step = wide / count;
  const x = (n) => step * (n + 0.5);
  const [head, high, gap] = [13, 56, 4];
  const second = 2 * head + high + gap;
  const full = second + high;
  const label = (text, y) => svg("text", { class: "chart-label", x: 0, y }, text);
  const summary = data.quarters.map((q, n) => `${quarterName(n)}: ${hours(q.told.hours)}${n ? `, ${money(q.told.spent)}` : ""}`);
  return svg("svg", { class: "quarter-chart", viewBox: `0 0 ${wide} ${full + 1}`, role: "img",
    "aria-label": `${word("quarters.chart")}. ${summary.join("; ")}` },
    svg("rect", { class: "chart-chosen", x: step * state.quarter, y: 0, width: step, height: full + 1, rx: 4 }),
    label(word("quarters.chart_hours"), head - 3), turnaroundStrip(data, x, head, high, step),
    label(word("quarters.chart_money"), second - 3), moneyStrip(data, x, second, high, step),
    svg("line", { class: "chart-axis", x1: 0, x2: wide, y1: full + 0.5, y2: full + 0.5 }),
    data.quarters.map((_, n) => svg("rect", { class: "chart-column", "data-column": n, x: step * n, y: 0, width: step, height: full,
      click: () => choose({ quarter: n }) }, svg("title", null, `${summary[n]}`))));
}

function chartLegend() {
  return el("p", { class: "note chart-legend" },
    el("span", null, el("i", { class: "key-line" }), word("plan")), el("span", null, el("i", { class: "key-line key-today" }), word("today")),
    el("span", null, el("i", { class: "key key-running" }), word("quarters.running")),
    el("span", null, el("i", { class: "key key-capital" }), word("quarters.capital")));
}
