// Where parts come from: the ways to the picked hub from the gateway and from lines, or from the picked line to hubs.

const PART_COLOUR = "#c2570c";

function partIcon() {
  return svg("svg", { width: 34, height: 14, "aria-hidden": "true" },
    svg("line", { x1: 3, y1: 7, x2: 31, y2: 7, stroke: PART_COLOUR, "stroke-width": 3, "stroke-dasharray": "1 6", "stroke-linecap": "round" }));
}

// Origins of a hub's parts that come over one way: from the gateway, or from a line's park.
function originsOver(data, hub, from) {
  return (Object.hasOwn(data.origins, hub) ? data.origins[hub] : []).filter((origin) => origin.from === from);
}

function originName(origin) {
  if (origin.kind === "line") return `${origin.name}, ${origin.place}`;
  return origin.kind === "lane" ? origin.name : word("card.usual");
}

function shownPartRoutes(data) {
  if (state.view === "today") return [];
  return data.partRoutes.filter(([hub, from]) => (state.line
    ? originsOver(data, hub, from).some((origin) => origin.line === state.line) : hub === state.hub));
}

function partTip(data, leg, origins) {
  const [, , , , mode, km, time, wait, from, to] = leg;
  const name = Object.hasOwn(data.modes, mode) ? data.modes[mode].name : mode;
  return el("div", { class: "tip" }, el("b", null, `${word("legend_part.parts")}: ${from} – ${to}`),
    el("div", null, `${name}, ${number(km, 0)}\u00a0${word("km")}, ${hours((time || 0) + (wait || 0))}`),
    origins.map((origin) => el("div", null, `${originName(origin)}: ${word("card.parts_a_year", { n: number(origin.parts, 0) })}`)));
}

function drawParts(group, data, renderer) {
  group.clearLayers();
  for (const [hub, from, seasons] of shownPartRoutes(data)) {
    const origins = originsOver(data, hub, from);
    const numbers = state.season === "year" ? new Set(Object.values(seasons).flat()) : seasons[state.season] || [];
    for (const number of numbers) {
      const leg = data.partLegs[number];
      const points = styleOfMode(data, leg[4]) === "air" ? arc(leg) : [[leg[0], leg[1]], [leg[2], leg[3]]];
      const line = L.polyline(points, { renderer, color: PART_COLOUR, weight: 3, dashArray: "1 7", lineCap: "round", opacity: 0.95 });
      line.bindTooltip(() => partTip(data, leg, origins), { sticky: true, className: "plain-tip" });
      group.addLayer(line);
    }
  }
}

// Table of the card: every origin with its families; their names behind the number.
function originTable(data, hub) {
  const origins = Object.hasOwn(data.origins, hub.id) ? data.origins[hub.id] : [];
  if (!origins.length) return null;
  const rows = origins.map((o) => el("tr", null, el("td", null, o.line ? linkTo(originName(o), { line: o.line }) : originName(o)),
    el("td", { class: "num", title: o.families.join("; ") }, number(o.families.length, 0)),
    el("td", { class: "num" }, number(o.parts, 0)),
    el("td", { class: "num" }, hours(o.hours))));
  return [el("h3", null, word("card.origins")),
    table([word("card.origin"), word("card.families"), word("card.parts"), word("card.lead")], rows, { class: "origins" })];
}
