// The legend: colours, shapes (which also filter), hubs, ways; and what is only assumed.

const HUB_COLOUR = "#14324f";

function section(title, ...content) {
  return el("section", { class: "legend-part" }, el("h3", null, title), content);
}

function rampLegend(data) {
  return section(word("legend_part.turnaround"), el("div", { class: "ramp" },
    data.colours.map((colour, n) => el("span", { class: "ramp-step", style: { background: colour } },
      n ? el("span", null, number(data.steps[n - 1], 1)) : null))));
}

function groupLegend(data) {
  const button = (group, icon, text) => el("button", { type: "button", class: "group", "data-group": group,
    "aria-pressed": String(state.group === group), click: () => choose({ group }) }, icon, el("span", null, text));
  const icon = (group) => shapeIcon(shapeOfGroup(data.groups, group), 6,
    { fill: "#dfe5ea", stroke: "#2b3a47", "stroke-width": 1.3 });
  const holder = el("div", { class: "groups" });
  const draw = () => fill(clear(holder), null,
    button(null, null, word("legend_part.all_fleets")),
    data.groups.map((group) => button(group, icon(group), lookup("groups", group))));
  draw();
  onChange((now, before) => { if (now.group !== before.group) draw(); });
  return section(word("legend_part.fleet"), holder, el("p", { class: "note" }, word("legend_part.size")));
}

function hubLegend(data) {
  const row = (status, key) => el("div", { class: "legend-row" },
    el("span", { class: `hub-circle small ${status}` }, "3"), el("span", null, word(`legend_part.${key}`)));
  const kept = el("div", { class: "legend-row" },
    shapeIcon("circle", 6, { fill: "#ffffff", stroke: "#2b3a47", "stroke-width": 1.3, "stroke-dasharray": "2 2" }),
    el("span", null, word("kept")));
  const has = (look) => allHubs(data).some((hub) => hubLook(hub) === look);
  return section(word("legend_part.hub"),
    has("candidate") && row("candidate", "hub_new"), has("existing") && row("existing", "hub_existing"),
    has("planned") && row("planned", "hub_planned"), kept,
    data.lines.length ? el("div", { class: "legend-row" }, lineIcon(), el("span", null, word("line"))) : null);
}

function wayLegend(data) {
  const used = new Set(data.legs.map((leg) => styleOfMode(data, leg[4])));
  return section(word("legend_part.ways"),
    el("div", { class: "ways" }, Object.keys(WAY_STYLES).filter((style) => used.has(style)).map((style) =>
      el("div", { class: "legend-row" }, wayIcon(style), el("span", null, word(`mode_style.${style}`))))),
    data.partLegs.length ? el("div", { class: "legend-row" }, partIcon(), el("span", null, word("legend_part.parts"))) : null,
    el("p", { class: "note" }, word("legend_part.ways_note")));
}

function drawAssumptions(holder, data) {
  const rows = data.assumptions.filter(([, , all]) => all > 0);
  holder.hidden = !rows.length;
  const assumed = total(rows, (row) => row[1]);
  const all = total(rows, (row) => row[2]);
  fill(clear(holder), null, el("details", { "data-assumed": assumed, "data-rows": all },
    el("summary", null, el("b", null, word("assumption.label")), " ",
      word("assumption.short", { assumed: number(assumed, 0), rows: number(all, 0) })),
    el("p", null, word("assumption.note")),
    table([word("assumption.table"), word("assumption.assumed"), word("assumption.rows")],
      rows.map(([name, some, of]) => el("tr", null, el("td", null, lookup("tables", name)),
        el("td", { class: "num" }, number(some, 0)), el("td", { class: "num" }, number(of, 0)))))));
}

function drawLegend(holder, data) {
  fill(clear(holder), null, rampLegend(data), groupLegend(data),
    el("div", { class: "plan-only" }, hubLegend(data), wayLegend(data)));
}
