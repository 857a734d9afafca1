// Names on the map: text broken into short lines, boxes that must not cover circles or each other.

const FONTS = { hub: "600 12.5px", under: "11px", city: "600 12px", town: "11.5px", site: "italic 11px" };
const FAMILY = ' system-ui, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif';
const LINE = 14;
const WIDEST = 150;
const pen = document.createElement("canvas").getContext("2d");
const textWidths = new Map();

function widthOf(text, kind) {
  const key = `${kind} ${text}`;
  if (!textWidths.has(key)) {
    pen.font = FONTS[kind] + FAMILY;
    textWidths.set(key, Math.ceil(pen.measureText(text).width) + 3);
  }
  return textWidths.get(key);
}

function shortened(text, kind) {
  if (widthOf(text, kind) <= WIDEST) return text;
  let short = text;
  while (short.length > 3 && widthOf(`${short}…`, kind) > WIDEST) short = short.slice(0, -1).trimEnd();
  return `${short}…`;
}

// At most two lines, [text, kind] each; what does not fit is cut.
function linesOf(text, kind) {
  if (widthOf(text, kind) <= WIDEST) return [[text, kind]];
  const words = text.split(" ");
  let first = words.shift();
  while (words.length && widthOf(`${first} ${words[0]}`, kind) <= WIDEST) first += ` ${words.shift()}`;
  const rest = words.join(" ");
  return [[shortened(first, kind), kind], ...(rest ? [[shortened(rest, kind), kind]] : [])];
}

// A wish to be named: where, how wide and high, and how far from the middle of its circle.
function wishFor(lines, at, r, about) {
  return { lines, at, r, w: Math.max(...lines.map(([text, kind]) => widthOf(text, kind))), h: LINE * lines.length, ...about };
}

function boxAt(wish, side, away) {
  const { x, y } = wish.at;
  const d = wish.r + 3 + (away || 0);
  const { w, h } = wish;
  const left = { right: x + d, left: x - d - w, above: x - w / 2, below: x - w / 2,
    ne: x + 0.7 * d, se: x + 0.7 * d, nw: x - 0.7 * d - w, sw: x - 0.7 * d - w }[side];
  const top = { right: y - h / 2, left: y - h / 2, above: y - d - h, below: y + d,
    ne: y - 0.7 * d - h, nw: y - 0.7 * d - h, se: y + 0.7 * d, sw: y + 0.7 * d }[side];
  return [left, top, left + w, top + h];
}

function overlap(box, boxes, circles, own) {
  let sum = 0;
  for (const other of boxes) {
    const w = Math.min(box[2], other[2]) - Math.max(box[0], other[0]);
    const h = Math.min(box[3], other[3]) - Math.max(box[1], other[1]);
    if (w > -2 && h > -1) sum += 1 + 8 * Math.max(0, w) * Math.max(0, h); // text on text is worst
  }
  for (const circle of circles) {
    if (circle.at === own) continue;
    const dx = Math.max(box[0] - circle.at.x, 0, circle.at.x - box[2]);
    const dy = Math.max(box[1] - circle.at.y, 0, circle.at.y - box[3]);
    const inside = circle.r - Math.hypot(dx, dy);
    if (inside > 0) sum += 1 + inside * inside;
  }
  return sum;
}

// The first free box, or the least bad one where the name must be shown; null if there is none.
function placed(wish, sides, steps, boxes, circles, must) {
  let best = null;
  for (const away of steps) {
    for (const side of sides) {
      const box = boxAt(wish, side, away);
      const cost = overlap(box, boxes, circles, wish.at);
      if (cost === 0) return { wish, side, box };
      if (must && (!best || cost < best.cost)) best = { wish, side, box, cost };
    }
  }
  return best;
}

const ROUND = ["right", "left", "above", "below", "ne", "se", "nw", "sw"];

function sameNameNear(all, wish) {
  return all.some((other) => Math.hypot(other.wish.at.x - wish.at.x, other.wish.at.y - wish.at.y) < 90
    && other.wish.lines.some(([text]) => text.includes(wish.lines[0][0])));
}

function nameMarker(map, { wish, side, box }) {
  const align = { right: "left", ne: "left", se: "left", left: "right", nw: "right", sw: "right" }[side] || "center";
  const node = el("div", { class: `name${wish.faint ? " faint" : ""}`, style: { width: `${box[2] - box[0]}px`, textAlign: align } },
    wish.lines.map(([text, kind]) => el("div", { class: `name-${kind}` }, text)));
  return L.marker(map.unproject([box[0], box[1]], map.getZoom()), { pane: "labels", interactive: false, keyboard: false,
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
