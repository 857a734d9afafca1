// Names: hubs first, then places by size, then sites; a name that finds no free room waits for a closer zoom.

const FONTS = { hub: "600 12.5px", city: "600 12px", town: "11.5px", site: "italic 11px" };
const FAMILY = ' system-ui, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif';
const pen = document.createElement("canvas").getContext("2d");
const widths = new Map();

function widthOf(text, kind) {
  const key = `${kind} ${text}`;
  if (!widths.has(key)) {
    pen.font = FONTS[kind] + FAMILY;
    widths.set(key, Math.ceil(pen.measureText(text).width) + 3);
  }
  return widths.get(key);
}

function leastPeople(zoom) {
  return zoom < 4.75 ? 100000 : zoom < 5.5 ? 15000 : zoom < 6.25 ? 6000 : zoom < 7 ? 1500 : 0;
}

// Names that could be shown, in the order in which they may take room.
function candidates(map, data) {
  const zoom = map.getZoom();
  const wanted = data.hubs.filter((h) => h.shown).map((h) => ({ text: h.name, kind: "hub", at: h.at, r: h.radius,
    lat: h.lat, lon: h.lon }));
  for (const [text, lat, lon, people] of data.places) {
    if (people < leastPeople(zoom)) continue;
    wanted.push({ text, kind: people >= 100000 ? "city" : "town", at: map.project([lat, lon], zoom), r: 3, lat, lon, dot: true });
  }
  if (zoom >= 6.5) {
    for (const s of data.sites) {
      if (s.shown) wanted.push({ text: s.name, kind: "site", at: s.at, r: s.radius, lat: s.lat, lon: s.lon });
    }
  }
  return wanted;
}

function boxAt(wish, side) {
  const w = widthOf(wish.text, wish.kind);
  const h = 14;
  const { x, y } = wish.at;
  const d = wish.r + 3;
  switch (side) {
    case "below": return [x - w / 2, y + d, x + w / 2, y + d + h];
    case "above": return [x - w / 2, y - d - h, x + w / 2, y - d];
    case "right": return [x + d, y - h / 2, x + d + w, y + h / 2];
    default: return [x - d - w, y - h / 2, x - d, y + h / 2];
  }
}

function freeOf(box, boxes, circles, own) {
  for (const other of boxes) {
    if (box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]) return false;
  }
  for (const circle of circles) {
    if (circle.at === own) continue;
    const dx = Math.max(box[0] - circle.at.x, 0, circle.at.x - box[2]);
    const dy = Math.max(box[1] - circle.at.y, 0, circle.at.y - box[3]);
    if (dx * dx + dy * dy < circle.r * circle.r) return false;
  }
  return true;
}

function drawLabels(map, data, group) {
  group.clearLayers();
  const zoom = map.getZoom();
  const circles = [...data.hubs, ...data.sites].filter((i) => i.shown).map((i) => ({ at: i.at, r: i.radius + 1 }));
  const boxes = [];
  const named = [];
  for (const wish of candidates(map, data)) {
    const twice = named.some((n) => n.text === wish.text && Math.hypot(n.at.x - wish.at.x, n.at.y - wish.at.y) < 90);
    if (twice) continue;
    const sides = wish.kind === "hub" ? ["below", "right", "left", "above"] : ["right", "left", "above", "below"];
    const side = sides.find((s) => freeOf(boxAt(wish, s), boxes, circles, wish.at));
    if (!side) continue;
    const box = boxAt(wish, side);
    boxes.push(box);
    named.push(wish);
    group.addLayer(labelMarker(map.unproject([box[0], box[1]], zoom), wish, box));
    if (wish.dot) group.addLayer(dotMarker(wish));
  }
}

function labelMarker(latlng, wish, box) {
  const node = el("div", { class: `name name-${wish.kind}`, style: { width: `${box[2] - box[0]}px` } }, wish.text);
  return L.marker(latlng, { pane: "labels", interactive: false, keyboard: false,
    icon: L.divIcon({ html: node, className: "name-holder", iconSize: null, iconAnchor: [0, 0] }) });
}

function dotMarker(wish) {
  return L.marker([wish.lat, wish.lon], { pane: "far-names", interactive: false, keyboard: false,
    icon: L.divIcon({ html: el("div"), className: "place-dot", iconSize: [5, 5] }) });
}

function drawFarNames(map, data, group) {
  group.clearLayers();
  const zoom = map.getZoom();
  for (const [text, lat, lon, kind, least] of data.names) {
    if (zoom < least) continue;
    const node = el("div", { class: `far far-${kind}` }, text);
    group.addLayer(L.marker([lat, lon], { pane: "far-names", interactive: false, keyboard: false,
      icon: L.divIcon({ html: node, className: "name-holder", iconSize: null }) }));
  }
}
