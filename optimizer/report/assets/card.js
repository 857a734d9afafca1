// The card of a picked hub or site, or of the simulation: docked beside the map, a sheet from below on a phone.

function cardShell(kind, title, under) {
  return el("header", { class: "card-head" },
    el("div", null, el("div", { class: "card-kind" }, kind), el("h2", null, title),
      under ? el("div", { class: "card-under" }, under) : null),
    el("button", { type: "button", class: "close", "aria-label": word("close"), click: () => choose(NOTHING) }, "×"));
}

function facts(pairs) {
  return el("dl", { class: "facts" }, pairs.filter((pair) => pair && pair[1] !== null && pair[1] !== "")
    .map(([name, value]) => el("div", null, el("dt", null, name), el("dd", null, value))));
}

function bar(share) {
  const width = `${Math.round(100 * Math.min(1, share || 0))}%`;
  return el("span", { class: "bar" }, el("span", { class: share > 0.85 ? "bar-full" : null, style: { width } }));
}

function linkTo(text, part) {
  return el("button", { type: "button", class: "link", click: () => choose({ ...NOTHING, ...part }) }, text);
}

function drawCard(holder, data) {
  const hub = data.hubs.find((h) => h.id === state.hub);
  const line = data.lines.find((l) => l.id === state.line);
  const site = data.sites.find((s) => s.id === state.site);
  clear(holder);
  holder.hidden = !somethingIsPicked();
  if (hub) fill(holder, null, hub.opens || hub.stands ? plannedCard(data, hub) : hubCard(data, hub));
  else if (line) fill(holder, null, lineCard(data, line));
  else if (site) fill(holder, null, siteCard(data, site));
  else if (state.simulation) fill(holder, null, simulationCard(data.simulation));
  else if (state.timetable) fill(holder, null, timetableCard(data));
  holder.scrollTop = 0;
}
