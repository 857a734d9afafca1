// Why this hub, what it is made of, whom it serves.

function whyHub(data, hub, fleets, sites) {
  const now = weighted(fleets, (f) => f.today);
  return el("section", { class: "why" }, el("h3", null, word("card.why")),
    hub.worth > 0 ? el("p", { class: "worth" }, word(data.quarters ? "quarters.worth" : "card.worth", { money: money(hub.worth), cost: money(hub.cost) })) : null,
    el("p", null, word("card.serves", { machines: number(hub.machines, 0), sites: number(sites.length, 0),
      repairs: number(hub.repairs, 0) })),
    now === null ? null : el("p", null, word("card.faster", { today: hours(now), plan: hours(hub.hours) })));
}

function serverTable(stations) {
  const rows = stations.map((s) => el("tr", null, el("td", null, s.name),
    el("td", { class: "num" }, number(s.servers, 0)),
    el("td", { class: "num" }, bar(s.busy), " ", percent(s.busy)),
    el("td", { class: "num" }, percent(s.peak)),
    el("td", { class: "num" }, exact(s.waiting, 2)),
    el("td", { class: "num" }, hours(s.wait)),
    el("td", { class: "num" }, exact(s.cost, 1))));
  return table([word("card.servers"), "№", word("card.utilisation"), word("card.peak"), word("card.waiting"),
    word("card.wait"), word("card.cost_col")], rows);
}

function stockRows(stations) {
  return stations.map((s) => el("tr", null, el("td", null, s.name),
    el("td", { class: "num" }, s.pieces === null ? s.level : number(s.pieces, 0)),
    el("td", { class: "num" }, percent(s.fill)),
    el("td", { class: "num" }, exact(s.waiting, 2)),
    el("td", { class: "num" }, hours(s.wait)),
    el("td", { class: "num" }, exact(s.stock, 1))));
}

// Part families, those that make most machines wait first; a long list is folded.
function stockTable(stations) {
  const sorted = [...stations].sort((a, b) => (b.waiting || 0) - (a.waiting || 0));
  const counted = stations.every((s) => s.pieces !== null);
  const heads = [word("card.stock"), word(counted ? "card.pieces" : "card.level"), word("card.fill"), word("card.waiting"),
    word("card.wait"), word("card.value")];
  const first = table(heads, stockRows(sorted.slice(0, 6)));
  if (sorted.length <= 6) return first;
  return [first, el("details", { class: "more" }, el("summary", null, word("card.more", { n: number(sorted.length - 6, 0) })),
    table(heads, stockRows(sorted.slice(6))))];
}

function servedTable(hub, sites) {
  const rows = sites.map((site) => {
    const fleets = site.fleets.filter((f) => f.park === hub.id);
    return { site, fleets, repairs: total(fleets, (f) => f.repairs) };
  }).sort((a, b) => b.repairs - a.repairs).map(({ site, fleets, repairs }) => el("tr", null,
    el("td", null, linkTo(site.name, { site: site.id })),
    el("td", { class: "num" }, number(total(fleets, (f) => f.count), 0)),
    el("td", { class: "num" }, number(repairs, 0)),
    el("td", { class: "num was" }, hours(weighted(fleets, (f) => f.today))),
    el("td", { class: "num" }, hours(weighted(fleets, (f) => f.hours)))));
  return table([word("site"), word("card.machines"), word("card.repairs"), word("today"), word("plan")], rows);
}

function hubCard(data, hub) {
  const sites = data.sites.filter((s) => s.fleets.some((f) => f.park === hub.id));
  const fleets = sites.flatMap((s) => s.fleets).filter((f) => f.park === hub.id);
  const servers = hub.stations.filter((s) => s.kind === "servers");
  const stock = hub.stations.filter((s) => s.kind === "stock");
  return [
    cardShell(word("hub"), hub.name, [hub.place, hub.size].filter(Boolean).join(" · ")),
    el("div", { class: "card-body" },
      whyHub(data, hub, fleets, sites),
      facts([
        [word("card.status"), word(`card.${hub.status === "existing" ? "existing" : "candidate"}`)],
        [word(data.quarters ? "quarters.running_cost" : "card.cost"), money(hub.cost)],
        [word("card.servers_total"), number(hub.servers, 0)],
        [word("card.jobs"), number(hub.jobs, 0)]]),
      hubSteps(data, hub.id),
      servers.length ? serverTable(servers) : null,
      hubPromises(data, hub),
      stock.length ? stockTable(stock) : null,
      hub.stations.length ? el("p", { class: "note" }, word("card.waiting_note")) : null,
      originTable(data, hub),
      el("h3", null, word("card.sites_served")),
      servedTable(hub, sites)),
  ];
}
