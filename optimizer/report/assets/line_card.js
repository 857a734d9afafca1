// What a product line makes, what it costs and employs, which parts it supplies, and what it is good for.

function lineEffect(line) {
  const told = line.needed ? word("card.line_needed")
    : line.saved > 0 ? word("card.line_worth", { money: money(line.saved), hours: hours(line.hours) }) : word("card.line_no_worth");
  return el("section", { class: "why" }, el("h3", null, word("card.line_why")),
    el("p", { class: "worth" }, told),
    el("p", null, word(line.cost < 0 ? "card.line_earns" : "card.line_costs", { money: money(Math.abs(line.cost)) })),
    el("p", { class: "note" }, word(line.works ? "quarters.line_how" : "card.line_how")));
}

function lineHubs(data, line) {
  const rows = data.hubs.flatMap((hub) => originsOver(data, hub.id, line.park)
    .filter((o) => o.line === line.id)
    .map((o) => el("tr", null, el("td", null, linkTo(hub.name, { hub: hub.id })),
      el("td", { class: "num" }, number(o.parts, 0)), el("td", { class: "num" }, hours(o.hours)))));
  if (!rows.length) return el("p", { class: "note" }, word("card.line_no_hub"));
  return table([word("hub"), word("card.parts"), word("card.lead")], rows);
}

function lineCard(data, line) {
  return [
    cardShell(word("line"), line.name, line.place),
    el("div", { class: "card-body" },
      lineEffect(line),
      facts([
        line.works ? [word("quarters.line_decided"), quarterName(line.decided)] : null,
        line.works ? [word("quarters.line_works"), quarterName(line.works)] : null,
        [word("card.jobs"), number(line.jobs, 0)],
        [word("card.volume"), number(line.volume, 0)],
        [word("card.capital"), money(line.capital)],
        [word("card.area"), `${number(line.area, 0)}\u00a0${word("m")}²`]]),
      el("h3", null, word("card.line_families")),
      line.families.length ? el("ul", { class: "families" }, line.families.map((name) => el("li", null, name))) : el("p", { class: "note" }, "–"),
      el("h3", null, word("card.line_hubs")),
      lineHubs(data, line)),
  ];
}
