// Sites: colour by turnaround, shape by main fleet, size by machines.

function colourOf(data, value) {
  if (value === null || value === undefined) return "#ffffff";
  const n = data.steps.findIndex((limit) => value <= limit);
  return data.colours[n < 0 ? data.colours.length - 1 : n];
}

function mainGroup(fleets) {
  const counts = new Map();
  for (const f of fleets) counts.set(f.group, (counts.get(f.group) || 0) + (f.count || 0));
  return [...counts].sort((a, b) => b[1] - a[1])[0][0];
}

function isKept(fleets) {
  return state.view === "plan" && fleets.every((f) => !f.park);
}

function siteTip(site) {
  const fleets = shownFleets(site);
  const now = weighted(fleets, (f) => f.today);
  const plan = weighted(fleets, fleetHours);
  const text = state.view === "today" ? hours(now) : `${hours(now)} → ${hours(plan)}`;
  return el("div", { class: "tip" }, el("b", null, site.name), el("div", null, text));
}

function makeSites(data, group, renderer) {
  const most = Math.max(1, ...data.sites.map((site) => total(site.fleets, (f) => f.count)));
  for (const site of data.sites) {
    site.marker = new ShapeMarker([site.lat, site.lon], { renderer, bubblingMouseEvents: false });
    site.marker.bindTooltip(() => siteTip(site), { direction: "top", offset: [0, -6], className: "plain-tip" });
    site.marker.on("click", () => choose({ ...NOTHING, site: site.id }));
  }
  return () => {
    group.clearLayers();
    for (const site of data.sites) {
      const fleets = shownFleets(site);
      site.shown = fleets.length > 0;
      if (!site.shown) continue;
      site.radius = SCALE * (4.5 + 8.5 * Math.sqrt(total(fleets, (f) => f.count) / most));
      const kept = isKept(fleets);
      const related = !(state.hub || state.site) || state.site === site.id || fleets.some((f) => f.park && f.park === state.hub);
      site.faint = !related;
      site.marker.options.shape = shapeOfGroup(data.groups, mainGroup(fleets));
      site.marker.setRadius(site.radius + (state.site === site.id ? 2 : 0));
      site.marker.setStyle({ fillColor: colourOf(data, weighted(fleets, fleetHours)), fillOpacity: related ? 1 : 0.35,
        color: state.site === site.id ? "#000" : "#2b3a47", opacity: related ? 1 : 0.35,
        weight: state.site === site.id ? 2.4 : 1.2, dashArray: kept ? "2 2" : null });
      group.addLayer(site.marker);
    }
  };
}
