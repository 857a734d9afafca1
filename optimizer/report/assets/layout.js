// Circles are placed for the zoom: none covers another, and a thin line ties a moved one to its place.

function layOut(map, data, leaders, renderer) {
  const shown = [...data.hubs.filter((h) => h.shown), ...data.sites.filter((s) => s.shown)];
  const hubs = new Set(data.hubs);
  const zoom = map.getZoom();
  const items = shown.map((item) => {
    const { x, y } = map.project([item.lat, item.lon], zoom);
    return { x, y, r: item.radius * (hubs.has(item) ? 1 : 1.1), mass: hubs.has(item) ? 12 : 1 };
  });
  const places = shown.length > 1500 ? items : spread(items, 1.5);
  leaders.clearLayers();
  shown.forEach((item, n) => {
    const moved = Math.hypot(places[n].x - items[n].x, places[n].y - items[n].y);
    const latlng = moved < 1 ? L.latLng(item.lat, item.lon) : map.unproject(places[n], zoom);
    item.marker.setLatLng(latlng);
    item.at = places[n];
    if (moved > item.radius * 0.8) {
      leaders.addLayer(L.polyline([[item.lat, item.lon], latlng], { renderer, color: "#5d6b78", weight: 0.8,
        opacity: 0.8, interactive: false }));
    }
  });
  return shown;
}
