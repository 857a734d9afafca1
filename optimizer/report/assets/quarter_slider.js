// The slider through the quarters, with the chart as its scale.

const CHART_WIDTH = 246;

// The slider's thumb stands under the middle of its column of the chart.
function quarterSlider(data) {
  const last = lastQuarter(data);
  const columns = last + 1;
  const input = el("input", { type: "range", id: "quarter", min: 0, max: last, step: 1, value: state.quarter,
    "aria-label": word("quarters.choose"), style: { marginLeft: `calc(${50 / columns}% - 9px)`, width: `calc(${(100 * last) / columns}% + 18px)` },
    input: () => choose({ quarter: Number(input.value) }) });
  const scale = el("div", { class: "quarter-scale", "aria-hidden": "true" },
    data.quarters.map((_, n) => el("button", { type: "button", tabindex: -1, click: () => choose({ quarter: n }) }, String(n))));
  const draw = () => {
    input.value = String(state.quarter);
    input.setAttribute("aria-valuetext", `${quarterName(state.quarter)}, ${monthsOf(data, state.quarter)}`);
    [...scale.children].forEach((button, n) => button.classList.toggle("chosen", n === state.quarter));
  };
  draw();
  onChange(draw);
  return el("div", { class: "quarter-slide" }, input, scale);
}

function quarterHead(data) {
  const step = (by, text, label) => {
    const button = el("button", { type: "button", class: "quarter-step", "aria-label": word(label),
      click: () => choose({ quarter: Math.min(lastQuarter(data), Math.max(0, state.quarter + by)) }) }, text);
    return button;
  };
  const [back, on] = [step(-1, "‹", "quarters.earlier"), step(1, "›", "quarters.later")];
  const name = el("div", { class: "quarter-name", "aria-live": "polite" });
  const draw = () => {
    back.disabled = state.quarter === 0;
    on.disabled = state.quarter === lastQuarter(data);
    fill(clear(name), null, el("b", null, quarterName(state.quarter)), " ", el("span", null, monthsOf(data, state.quarter)));
  };
  draw();
  onChange(draw);
  return el("div", { class: "quarter-head" }, back, name, on);
}

function quarterNews(data) {
  const holder = el("p", { class: "quarter-news" });
  const draw = () => {
    const news = newsOf(data, state.quarter);
    const nothing = word(state.quarter ? "quarters.nothing" : "quarters.today_note");
    const text = news.length ? news.map(([what, names]) => `${what}: ${names}`).join(" · ") : nothing;
    fill(clear(holder), { title: text }, text);
  };
  draw();
  onChange(draw);
  return holder;
}

function quarterPanel(data) {
  const chart = el("div", { class: "quarter-chart-box" });
  const draw = () => fill(clear(chart), null, quarterChart(data, CHART_WIDTH));
  draw();
  onChange((now, before) => { if (now.quarter !== before.quarter) draw(); });
  const more = el("button", { type: "button", class: "link", id: "timetable",
    click: () => choose({ ...NOTHING, timetable: true }) }, word("quarters.timetable"));
  return el("section", { class: "quarter-panel" }, quarterHead(data), el("div", { class: "quarter-drawn" }, chart, more),
    quarterSlider(data), quarterNews(data));
}

function drawQuarterControls(holder, data) {
  const season = el("div", { class: "quarter-season" });
  const draw = () => fill(clear(season), null, radios("season", word("season"),
    [["year", word("quarters.whole")], ...data.seasons], state.season, (value) => choose({ season: value })));
  draw();
  onChange((now, before) => {
    if (now.quarter !== before.quarter) draw();
    season.hidden = now.quarter === 0;
  });
  fill(clear(holder), null, quarterPanel(data), season);
}
