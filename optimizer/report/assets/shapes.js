// Sites have a shape by their main fleet: corners of each shape, and Leaflet markers that draw them.

const SHAPES = ["circle", "square", "triangle", "diamond", "pentagon", "hexagon", "drop", "cross"];

// Corners as [x, y] for a shape of about the area of a circle of radius r; null for a circle.
function corners(shape, r) {
  const ring = (n, turn, scale) => Array.from({ length: n }, (_, k) => {
    const angle = turn + (2 * Math.PI * k) / n;
    return [scale * r * Math.cos(angle), scale * r * Math.sin(angle)];
  });
  switch (shape) {
    case "square": return ring(4, Math.PI / 4, 1.25);
    case "triangle": return ring(3, -Math.PI / 2, 1.45);
    case "diamond": return ring(4, 0, 1.32);
    case "pentagon": return ring(5, -Math.PI / 2, 1.15);
    case "hexagon": return ring(6, 0, 1.1);
    case "drop": return ring(3, Math.PI / 2, 1.45);
    case "cross": return [[-1, -3], [1, -3], [1, -1], [3, -1], [3, 1], [1, 1], [1, 3], [-1, 3], [-1, 1],
      [-3, 1], [-3, -1], [-1, -1]].map(([x, y]) => [x * r * 0.4, y * r * 0.4]);
    default: return null;
  }
}

function shapeOfGroup(groups, group) {
  return SHAPES[Math.max(0, groups.indexOf(group)) % SHAPES.length];
}

const ShapeMarker = L.CircleMarker.extend({
  options: { shape: "circle" },
  _updatePath() {
    const outline = corners(this.options.shape, this._radius);
    if (!outline) { L.CircleMarker.prototype._updatePath.call(this); return; }
    const renderer = this._renderer;
    if (!renderer._drawing || this._empty()) return;
    const { x, y } = this._point;
    const context = renderer._ctx;
    context.beginPath();
    outline.forEach(([dx, dy], n) => context[n ? "lineTo" : "moveTo"](x + dx, y + dy));
    context.closePath();
    renderer._fillStroke(context, this);
  },
});

function shapeIcon(shape, r, attributes) {
  const outline = corners(shape, r);
  const size = Math.ceil(3 * r) + 2;
  const drawn = outline
    ? svg("polygon", { points: outline.map((p) => p.map((v) => v.toFixed(1)).join(",")).join(" "), ...attributes })
    : svg("circle", { r, ...attributes });
  return svg("svg", { width: size, height: size, viewBox: `${-size / 2} ${-size / 2} ${size} ${size}`,
    "aria-hidden": "true" }, drawn);
}
