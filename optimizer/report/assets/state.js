// What the reader has chosen, and who must redraw when it changes.

const state = { view: "plan", season: "year", group: null, hub: null, line: null, site: null, simulation: false,
  timetable: false, quarter: null };
const listeners = [];

// Circles are a little smaller on a phone.
const SCALE = window.innerWidth > 760 ? 1 : 0.82;

function onChange(listener) {
  listeners.push(listener);
}

function choose(part) {
  const before = { ...state };
  Object.assign(state, part);
  for (const listener of listeners) listener(state, before);
}

// Nothing is picked: neither a hub, nor a line, nor a site, nor the simulation, nor the timetable.
const NOTHING = { hub: null, line: null, site: null, simulation: false, timetable: false };

function somethingIsPicked() {
  return Boolean(state.hub || state.line || state.site || state.simulation || state.timetable);
}

function shownFleets(site) {
  return state.group === null ? site.fleets : site.fleets.filter((f) => f.group === state.group);
}

function fleetHours(fleet) {
  if (state.view === "today") return fleet.today;
  const season = fleet.seasons[state.season];
  return season && season[0] !== null ? season[0] : fleet.hours;
}

// Mean weighted by repairs a year; a fleet without repairs counts a little, so that it is shown.
function weighted(fleets, value) {
  let sum = 0;
  let weight = 0;
  for (const fleet of fleets) {
    const x = value(fleet);
    if (x === null || x === undefined) continue;
    const w = Math.max(fleet.repairs || 0, 1e-6);
    sum += w * x;
    weight += w;
  }
  return weight ? sum / weight : null;
}

function total(items, value) {
  return items.reduce((sum, item) => sum + (value(item) || 0), 0);
}
