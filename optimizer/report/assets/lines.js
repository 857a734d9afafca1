// Product lines: a flag with a works on it, its foot at the park, so that a hub there stays in sight.

function works(size) {
  return svg("svg", { width: size, height: size, viewBox: "0 0 16 16", "aria-hidden": "true" },
    svg("path", { d: "M1.5 14V7l4 2.5V7l4 2.5V2h3l2 12z", fill: "currentColor" }));
}

function lineIcon() {
  return el("span", { class: "line-mark small" }, works(12));
}

function lineTip(line) {
  return el("div", { class: "tip" }, el("b", null, line.name), el("div", null, line.place),
    el("div", null, `${word("card.jobs")}: ${number(line.jobs, 0)}`));
}

// Over quarters a line is there from its decision on, and works later.
function isBegun(line) {
  return !line.works || line.decided <= state.quarter;
}

function makeLines(data, group) {
  const here = new Map(); // lines of one park stand side by side
  for (const line of data.lines) {
    const before = here.get(line.park) || 0;
    here.set(line.park, before + 1);
    line.mark = el("div", { class: "line-mark" }, works(15));
    line.marker = L.marker([line.lat, line.lon], { keyboard: true, autoPanOnFocus: false, alt: line.name, riseOnHover: true,
      zIndexOffset: 500, icon: L.divIcon({ html: line.mark, className: "line-flag", iconSize: [24, 46], iconAnchor: [1 - 26 * before, 46] }) });
    line.marker.bindTooltip(() => lineTip(line), { direction: "top", offset: [11 + 26 * before, -44], className: "plain-tip" });
    const pick = () => choose({ ...NOTHING, line: line.id });
    line.marker.on("click", pick);
    line.marker.on("add", () => {
      const node = line.marker.getElement();
      node.setAttribute("aria-label", `${word("line")}: ${line.name}`);
      node.setAttribute("data-line", line.id);
      node.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") pick(); });
    });
  }
  return () => {
    for (const line of data.lines) {
      if (state.view === "plan" && isBegun(line)) group.addLayer(line.marker); else group.removeLayer(line.marker);
      line.mark.classList.toggle("building", Boolean(line.works) && line.works > state.quarter);
      line.mark.classList.toggle("picked", state.line === line.id);
    }
  };
}
