// Hubs: a circle with the number of crews and bays in it.

function hubRadius(servers) {
  return SCALE * Math.min(27, 10 + 3.4 * Math.sqrt(servers || 0));
}

function hubLook(hub) {
  if (hub.opens) return "planned";
  return hub.stands || hub.status === "existing" ? "existing" : "candidate";
}

// What is not known yet, or not any more, of a hub that does not work in the quarter shown.
function hubAside(hub) {
  if (hub.opens) return word("quarters.opens_in", { n: number(hub.opens, 0) });
  return hub.stands ? word("quarters.stands", { size: hub.size }) : null;
}

function hubTip(hub) {
  if (hubAside(hub)) return el("div", { class: "tip" }, el("b", null, hub.name), el("div", null, hubAside(hub)));
  return el("div", { class: "tip" }, el("b", null, hub.name),
    el("div", null, `${word("card.servers_total")}: ${number(hub.servers, 0)}`),
    el("div", null, `${word("card.turnaround")}: ${hours(hub.hours)}`));
}

function makeHubs(data, group) {
  for (const hub of allHubs(data)) {
    hub.radius = hubRadius(hub.servers);
    const size = 2 * hub.radius;
    hub.circle = el("div", { class: `hub-circle ${hubLook(hub)}`,
      style: { width: `${size}px`, height: `${size}px`, lineHeight: `${size - 4}px` } }, hub.servers === null ? "" : number(hub.servers, 0));
    hub.marker = L.marker([hub.lat, hub.lon], { keyboard: true, autoPanOnFocus: false, alt: hub.name,
      riseOnHover: true,
      icon: L.divIcon({ html: hub.circle, className: "hub", iconSize: [size, size] }) });
    hub.marker.bindTooltip(() => hubTip(hub), { direction: "top", offset: [0, -hub.radius], className: "plain-tip" });
    const pick = () => choose({ ...NOTHING, hub: hub.id });
    hub.marker.on("click", pick);
    hub.marker.on("add", () => {
      const node = hub.marker.getElement();
      node.setAttribute("aria-label", `${word("hub")}: ${hub.name}`);
      node.setAttribute("data-hub", hub.id);
      node.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") pick(); });
    });
  }
  return () => {
    const site = state.site === null ? null : data.sites.find((s) => s.id === state.site);
    for (const hub of allHubs(data)) {
      const shown = data.hubs.includes(hub) && (state.view === "plan" || Boolean(hub.stands));
      hub.shown = shown;
      if (shown) group.addLayer(hub.marker); else group.removeLayer(hub.marker);
      const related = site ? site.fleets.some((f) => f.park === hub.id) : !state.hub || state.hub === hub.id;
      hub.faint = !related;
      hub.circle.classList.toggle("faint", !related);
      hub.circle.classList.toggle("picked", state.hub === hub.id);
    }
  };
}
