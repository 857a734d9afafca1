// Find a hub, a site or a place by part of its name, in either language.

function searchEntries(data) {
  return [
    ...distinctHubs(data).map((h) => ({ kind: "hub", text: h.name, also: `${h.also} ${h.id} ${h.place}`, go: { hub: h.id }, item: h })),
    ...data.lines.map((l) => ({ kind: "line", text: l.name, also: `${l.also} ${l.place}`, go: { line: l.id }, item: l })),
    ...data.sites.map((s) => ({ kind: "site", text: s.name, also: `${s.also} ${s.id}`, go: { site: s.id }, item: s })),
    ...data.places.map(([text, lat, lon]) => ({ kind: "place", text, also: text, go: {}, item: { lat, lon } })),
  ];
}

// Every hub once, whatever its quarter.
function distinctHubs(data) {
  return [...new Map(allHubs(data).map((hub) => [hub.id, hub])).values()];
}

function viewOf(data, entry) {
  if (entry.kind === "hub") return viewWith(data, entry.go.hub);
  if (entry.kind !== "line") return {};
  return data.quarters ? { quarter: Math.max(state.quarter, entry.item.works) } : { view: "plan" };
}

function found(entries, query) {
  const plain = (text) => text.toLocaleLowerCase(LOCALE).replaceAll("ё", "е");
  const wanted = plain(query.trim());
  if (!wanted) return [];
  const rank = (entry) => (plain(entry.text).startsWith(wanted) ? 0 : 1);
  return entries.filter((entry) => plain(`${entry.text} ${entry.also}`).includes(wanted))
    .sort((a, b) => rank(a) - rank(b)).slice(0, 8);
}

function drawSearch(holder, data, map) {
  const entries = searchEntries(data);
  const list = el("ul", { class: "hits", id: "search-hits", role: "listbox", hidden: true });
  const input = el("input", { type: "search", id: "search", placeholder: word("search"), autocomplete: "off",
    "aria-label": word("search"), "aria-controls": "search-hits" });
  const open = (entry) => {
    list.hidden = true;
    input.value = "";
    input.blur();
    map.setView([entry.item.lat, entry.item.lon], Math.max(map.getZoom(), 7), { animate: false });
    choose({ ...NOTHING, ...viewOf(data, entry), ...entry.go });
  };
  const draw = () => {
    const hits = found(entries, input.value);
    list.hidden = !input.value.trim();
    fill(clear(list), null, hits.length ? hits.map((entry) => el("li", { role: "option" },
      el("button", { type: "button", click: () => open(entry) }, el("span", null, entry.text),
        el("small", null, word(entry.kind))))) : el("li", { class: "none" }, word("search_none")));
  };
  input.addEventListener("input", draw);
  input.addEventListener("focus", draw);
  input.addEventListener("keydown", (event) => {
    const hits = found(entries, input.value);
    if (event.key === "Enter" && hits.length) open(hits[0]);
    if (event.key === "Escape") { list.hidden = true; input.blur(); }
  });
  document.addEventListener("pointerdown", (event) => { if (!holder.contains(event.target)) list.hidden = true; });
  fill(clear(holder), null, input, list);
}
