// Lines from hub to site along the legs of the route; a leg used by several routes is drawn once.

const WAY_STYLES = {
  road: { color: "#4b5a6b", dash: null },
  track: { color: "#94785a", dash: "2 4" },
  rail: { color: "#2b2b33", dash: null, sleepers: "7 7" },
  winter: { color: "#2492cf", dash: "9 5" },
  water: { color: "#0e7c7b", dash: "1 6" },
  air: { color: "#8a4fa8", dash: "14 8" },
};

function styleOfMode(data, mode) {
  return Object.hasOwn(data.modes, mode) ? data.modes[mode].style : "road";
}

function wayIcon(style) {
  const way = WAY_STYLES[style];
  const line = (attributes) => svg("line", { x1: 3, y1: 7, x2: 31, y2: 7, "stroke-linecap": way.sleepers ? "butt" : "round",
    ...attributes });
  return svg("svg", { width: 34, height: 14, "aria-hidden": "true" },
    line({ stroke: way.color, "stroke-width": 3.2, "stroke-dasharray": way.dash }),
    way.sleepers ? line({ stroke: "#fff", "stroke-width": 1.4, "stroke-dasharray": way.sleepers }) : null);
}

// Flights are drawn as arcs, so that they are not taken for a way over land.
function arc(leg) {
  const [lat1, lon1, lat2, lon2] = leg;
  const bend = 0.12;
  return Array.from({ length: 17 }, (_, n) => {
    const t = n / 16;
    const out = 4 * bend * t * (1 - t);
    return [lat1 + t * (lat2 - lat1) + out * (lon2 - lon1) * 0.6, lon1 + t * (lon2 - lon1) - out * (lat2 - lat1)];
  });
}

// Legs in use: [{leg, repairs, routes: [[park, site]]}], for the season and the fleets chosen.
function usedLegs(data, sites) {
  const found = new Map();
  for (const [park, id, seasons] of data.routes) {
    const site = sites.get(id);
    if (!site) continue;
    const repairs = total(shownFleets(site).filter((f) => f.park === park), (f) => f.repairs);
    if (!repairs) continue;
    const numbers = state.season === "year" ? new Set(Object.values(seasons).flat()) : seasons[state.season] || [];
    const once = new Set();
    for (const number of numbers) {
      const leg = data.legs[number];
      const ends = [`${leg[0]},${leg[1]}`, `${leg[2]},${leg[3]}`].sort().join("|");
      const key = `${ends}|${leg[4]}`;
      if (once.has(key)) continue;
      once.add(key);
      const use = found.get(key) || { leg, repairs: 0, routes: [] };
      use.repairs += repairs;
      use.routes.push([park, id]);
      found.set(key, use);
    }
  }
  return [...found.values()].sort((a, b) => a.repairs - b.repairs);
}

function wayTip(data, use) {
  const [, , , , mode, km, time, wait, from, to] = use.leg;
  const name = Object.hasOwn(data.modes, mode) ? data.modes[mode].name : mode;
  return el("div", { class: "tip" }, el("b", null, `${from} – ${to}`),
    el("div", null, `${name}, ${number(km, 0)}\u00a0${word("km")}, ${hours((time || 0) + (wait || 0))}`));
}

function drawWays(group, data, sites, renderer) {
  group.clearLayers();
  if (state.view === "today") return;
  const uses = usedLegs(data, sites);
  const most = Math.max(1, ...uses.map((use) => use.repairs));
  const picked = state.hub || state.site;
  for (const use of uses) {
    const of = ([park, site]) => park === state.hub || site === state.site;
    const faint = picked && !use.routes.some(of);
    const style = styleOfMode(data, use.leg[4]);
    const way = WAY_STYLES[style];
    const points = style === "air" ? arc(use.leg) : [[use.leg[0], use.leg[1]], [use.leg[2], use.leg[3]]];
    const weight = (style === "track" ? 1 : 1.5) + 3.5 * Math.sqrt(use.repairs / most);
    const shared = { renderer, lineCap: way.sleepers ? "butt" : "round", interactive: false, smoothFactor: 0.5 };
    const opacity = faint ? 0.16 : 0.95;
    if (!faint) group.addLayer(L.polyline(points, { ...shared, color: "#fff", weight: weight + 2.4, opacity: 0.75 }));
    const line = L.polyline(points, { ...shared, color: way.color, weight, opacity, dashArray: way.dash,
      interactive: !faint });
    if (!faint) line.bindTooltip(() => wayTip(data, use), { sticky: true, className: "plain-tip" });
    group.addLayer(line);
    if (way.sleepers) {
      group.addLayer(L.polyline(points, { ...shared, color: "#fff", weight: weight * 0.45, opacity,
        dashArray: way.sleepers }));
    }
  }
}
