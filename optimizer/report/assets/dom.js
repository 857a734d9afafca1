// Elements are built from text nodes and attributes only: no text of the data is read as HTML.

const SVG = "http://www.w3.org/2000/svg";

function fill(node, attributes, ...children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") node.addEventListener(name, value);
    else if (name === "style") Object.assign(node.style, value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : String(child));
  }
  return node;
}

function el(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

function svg(tag, attributes, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function clear(node) {
  while (node.firstChild) node.removeChild(node.firstChild);
  return node;
}

function table(heads, rows, attributes) {
  return el("table", attributes,
    el("thead", null, el("tr", null, heads.map((h, n) =>
      el("th", { class: n ? "num" : null, scope: "col", title: h.title }, h.text || h)))),
    el("tbody", null, rows));
}
