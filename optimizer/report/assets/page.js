// Puts the page together: panels round the map, layers on it, and one redraw when a choice changes.

function frame(data) {
  const at = {};
  const panel = (id, attributes, ...children) => (at[id] = el("div", { id, ...attributes }, ...children));
  const toggle = el("button", { type: "button", id: "legend-toggle", "aria-expanded": "false",
    click: () => {
      const open = document.body.classList.toggle("legend-open");
      toggle.setAttribute("aria-expanded", String(open));
    } }, word("legend"));
  document.body.append(
    panel("top", null,
      el("div", { id: "title", title: `${word("subtitle")}. ${data.scenario}` }, el("p", null, word("title")),
        el("h1", null, data.region), el("div", { id: "scenario" }, data.scenario)),
      panel("figures")),
    el("div", { id: "left" },
      el("div", { id: "find" }, panel("search-box"), toggle), panel("controls"), panel("legend"), panel("simulation"), panel("assumption")),
    panel("card", { hidden: true, role: "dialog", "aria-live": "polite" }));
  return at;
}

function homeBounds(map, data) {
  const left = document.getElementById("left").getBoundingClientRect();
  const top = document.getElementById("top").getBoundingClientRect();
  const wide = map.getSize().x > 760;
  const controls = document.getElementById("controls").getBoundingClientRect();
  map.fitBounds(data.bounds, { animate: false,
    paddingTopLeft: [wide ? left.right + 24 : 18, (wide ? top.bottom : left.bottom) + 18],
    paddingBottomRight: [wide ? 40 : 18, wide ? 40 : map.getSize().y - controls.top + 30] });
}

// The picked circle is moved out from under the panels.
function keepInView(map, latlng, card) {
  const left = document.getElementById("left").getBoundingClientRect();
  const top = document.getElementById("top").getBoundingClientRect().bottom;
  const wide = map.getSize().x > 760;
  map.panInside(latlng, {
    paddingTopLeft: [wide ? left.right + 40 : 40, (wide ? top : left.bottom) + 50],
    paddingBottomRight: [wide ? card.offsetWidth + 60 : 40, wide ? 70 : card.offsetHeight + 50] });
}

function corner(map, data) {
  const Corner = L.Control.extend({ onAdd: () => el("div", { class: "credits" },
    word("credits", { names: "" }).trim(), " ",
    data.credits.map(([text, address], n) => [n ? " · " : "", address.startsWith("https://")
      ? el("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, text) : text]),
    " · ", word("drawn_with")) });
  new Corner({ position: "bottomright" }).addTo(map);
  const Scale = L.Control.Scale.extend({ _updateScale(bar, text, ratio) {
    const [size, unit] = text.split(" ");
    L.Control.Scale.prototype._updateScale.call(this, bar, `${number(Number(size), 0)}\u00a0${word(unit)}`, ratio);
  } });
  new Scale({ position: "bottomright", imperial: false, maxWidth: 110 }).addTo(map);
  const Home = L.Control.extend({ onAdd: () => {
    const button = el("button", { type: "button", title: word("whole_region"), "aria-label": word("whole_region"),
      click: () => homeBounds(map, data) }, "⌂");
    const box = el("div", { class: "leaflet-bar home" }, button);
    L.DomEvent.disableClickPropagation(box);
    return box;
  } });
  new Home({ position: "bottomright" }).addTo(map);
  L.control.zoom({ position: "bottomright", zoomInTitle: word("zoom_in"), zoomOutTitle: word("zoom_out") }).addTo(map);
}

window.hubsPage = function hubsPage(map, data) {
  setWords(data.words);
  startQuarters(data);
  const at = frame(data);
  drawFigures(at.figures, data);
  drawControls(at.controls, data);
  drawLegend(at.legend, data);
  drawSimulation(at.simulation, data);
  drawAssumptions(at.assumption, data);
  drawSearch(at["search-box"], data, map);
  corner(map, data);
  homeBounds(map, data);

  const renderer = L.canvas({ padding: 0.3, tolerance: 3 });
  const [ways, parts, leaders, sitesLayer, hubsLayer, linesLayer, labels, far] = Array.from({ length: 8 }, () => L.layerGroup().addTo(map));
  const sites = new Map(data.sites.map((site) => [site.id, site]));
  const drawSites = makeSites(data, sitesLayer, renderer);
  const drawHubs = makeHubs(data, hubsLayer);
  const drawLines = makeLines(data, linesLayer);

  const arrange = () => {
    layOut(map, data, leaders, labels, renderer);
    for (const site of data.sites) if (site.shown) site.marker.bringToFront();
    drawFarNames(map, data, far);
  };
  const redraw = (now, before) => {
    if (before && now.quarter !== before.quarter) drawFigures(at.figures, data);
    drawHubs();
    drawLines();
    drawWays(ways, data, sites, renderer);
    drawParts(parts, data, renderer);
    drawSites();
    arrange();
    drawCard(at.card, data);
    document.body.dataset.view = state.view;
    document.body.dataset.season = state.season;
    document.body.classList.toggle("card-open", somethingIsPicked());
    const picked = data.hubs.find((h) => h.id === state.hub)
      || data.lines.find((l) => l.id === state.line) || data.sites.find((s) => s.id === state.site);
    if (picked) keepInView(map, picked.marker.getLatLng(), at.card);
  };
  onChange(redraw);
  map.on("zoomend", arrange);
  map.on("click", () => { if (somethingIsPicked()) choose(NOTHING); });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") choose(NOTHING); });
  redraw();
};
