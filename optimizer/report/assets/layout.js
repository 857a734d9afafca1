// Everything is placed for the zoom: hubs first, sites round them, then the names of hubs, large
// towns and the rest where room is left. A thin line ties a moved circle to its place.

const FIXED = 1e9;

function circlesOf(map, items, mass) {
  const zoom = map.getZoom();
  return items.map((item) => {
    const { x, y } = map.project([item.lat, item.lon], zoom);
    return { x, y, r: item.radius, mass };
  });
}

const HUB_SIDES = ["below", "right", "left", "above", "se", "sw", "ne", "nw"];

// What lies outside the window, as boxes in which no name should stand.
function edgesOf(map) {
  const { min, max } = map.getPixelBounds();
  const far = 1e5;
  return [[min.x - far, min.y - far, min.x + 3, max.y + far], [max.x - 3, min.y - far, max.x + far, max.y + far]];
}

// Every hub is named: where there is no free room, at the side where least is covered.
function hubNames(map, hubs, circles) {
  const names = [];
  const edges = edgesOf(map);
  for (const hub of hubs) {
    const lines = linesOf(hub.name, "hub");
    const told = hub.name.includes(hub.place) || hub.place.includes(hub.name);
    if (hubAside(hub)) lines.push([shortened(hubAside(hub), "under"), "under"]);
    else if (hub.place && !told) lines.push([shortened(hub.place, "under"), "under"]);
    const wish = wishFor(lines, hub.at, hub.radius + 2, { faint: hub.faint });
    names.push(placed(wish, HUB_SIDES, [0, 7, 14], [...edges, ...names.map((n) => n.box)], circles, true));
  }
  return names;
}

function cityNames(map, data, names, circles) {
  for (const [text, lat, lon, people] of data.places) {
    if (people < 100000) break;
    const wish = wishFor([[text, "city"]], map.project([lat, lon], map.getZoom()), 3, { lat, lon, dot: true });
    if (sameNameNear(names, wish)) continue;
    const found = placed(wish, ROUND, [0, 10, 24], names.map((n) => n.box), circles, false);
    if (found) names.push(found);
  }
}

function spreadSites(map, sites, hubs) {
  const wanted = circlesOf(map, sites, 1).map((c) => ({ ...c, r: c.r * 1.1 }));
  const walls = hubs.map((h) => ({ x: h.at.x, y: h.at.y, r: h.radius + 1.5, mass: FIXED }));
  const at = sites.length > 1500 ? wanted : spread([...wanted, ...walls], 1.5);
  sites.forEach((site, n) => { site.at = { x: at[n].x, y: at[n].y }; });
}

function settle(map, items, leaders, renderer) {
  const zoom = map.getZoom();
  for (const item of items) {
    const home = map.project([item.lat, item.lon], zoom);
    const moved = Math.hypot(item.at.x - home.x, item.at.y - home.y);
    const latlng = moved < 1 ? L.latLng(item.lat, item.lon) : map.unproject([item.at.x, item.at.y], zoom);
    item.marker.setLatLng(latlng);
    if (moved > item.radius * 0.8) {
      leaders.addLayer(L.polyline([[item.lat, item.lon], latlng], { renderer, color: "#5d6b78", weight: 0.8,
        opacity: item.faint ? 0.2 : 0.8, interactive: false }));
    }
  }
}

function smallNames(map, data, sites, names, circles) {
  const zoom = map.getZoom();
  const boxes = names.map((n) => n.box);
  const add = (wish, sides, steps) => {
    if (sameNameNear(names, wish)) return;
    const found = placed(wish, sides, steps, boxes, circles, false);
    if (found) { names.push(found); boxes.push(found.box); }
  };
  const least = zoom < 4.5 ? 4000 : zoom < 6.5 ? 800 : 0;
  for (const [text, lat, lon, people] of data.places) {
    if (people < least) break;
    if (people >= 100000) continue;
    add(wishFor([[text, "town"]], map.project([lat, lon], zoom), 3, { lat, lon, dot: true }), ROUND.slice(0, 4), [0]);
  }
  if (zoom < 6.5) return;
  for (const site of sites) add(wishFor(linesOf(site.name, "site"), site.at, site.radius, { faint: site.faint }), ROUND.slice(0, 4), [0]);
}

function layOut(map, data, leaders, labels, renderer) {
  leaders.clearLayers();
  labels.clearLayers();
  const hubs = data.hubs.filter((h) => h.shown);
  const at = spread(circlesOf(map, hubs, 1), 4);
  hubs.forEach((hub, n) => { hub.at = at[n]; });
  const sites = data.sites.filter((s) => s.shown);
  spreadSites(map, sites, hubs);
  const circles = [...hubs, ...sites].map((item) => ({ at: item.at, r: item.radius + 1 }));
  const names = hubNames(map, hubs, circles);
  cityNames(map, data, names, circles);
  settle(map, [...hubs, ...sites], leaders, renderer);
  smallNames(map, data, sites, names, circles);
  for (const name of names) {
    labels.addLayer(nameMarker(map, name));
    if (name.wish.dot) labels.addLayer(dotMarker(name.wish));
  }
}
