// Today or plan, and the season; the slider where a plan has quarters.

function radios(name, legend, choices, chosen, pick) {
  return el("fieldset", { class: `radios radios-${name}` },
    el("legend", null, legend),
    el("div", { class: "radio-row", role: "radiogroup", "aria-label": legend },
      choices.map(([value, text]) => el("label", { class: "radio" },
        el("input", { type: "radio", name, value, checked: value === chosen,
          change: () => pick(value) }),
        el("span", null, text)))));
}

function drawControls(holder, data) {
  if (data.quarters) { drawQuarterControls(holder, data); return; }
  const view = radios("view", word("view"), [["today", word("today")], ["plan", word("plan")]], state.view,
    (value) => choose({ view: value, ...NOTHING }));
  const season = radios("season", word("season"), [["year", word("whole_year")], ...data.seasons], state.season,
    (value) => choose({ season: value }));
  const note = el("p", { class: "note", hidden: true }, word("view_note"));
  fill(clear(holder), null, view, season, note);
  onChange(() => {
    const today = state.view === "today";
    for (const input of season.querySelectorAll("input")) input.disabled = today;
    for (const input of view.querySelectorAll("input")) input.checked = input.value === state.view;
    season.classList.toggle("off", today);
    note.hidden = !today;
  });
}
