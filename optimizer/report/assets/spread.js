// Circles that would cover each other are pushed apart; a leader line then ties each to its place.

// items: [{x, y, r, mass}], pixels. Returns [{x, y}] in the same order, always the same for the same input.
function spread(items, gap) {
  const at = items.map((item, n) => {
    // A tiny turn by number gives circles on one spot a direction to part in.
    const angle = n * 2.39996;
    return { x: item.x + 0.01 * Math.cos(angle), y: item.y + 0.01 * Math.sin(angle) };
  });
  const order = items.map((_, n) => n);
  const widest = 2 * Math.max(0, ...items.map((item) => item.r)) + gap;
  for (let round = 0; round < 120; round++) {
    order.sort((a, b) => at[a].x - at[b].x || a - b);
    let moved = 0;
    for (let i = 0; i < order.length; i++) {
      for (let j = i + 1; j < order.length; j++) {
        const a = order[i];
        const b = order[j];
        if (at[b].x - at[a].x > widest) break;
        moved = Math.max(moved, part(at[a], at[b], items[a], items[b], gap));
      }
    }
    for (const n of order) { // a weak pull home keeps a heap round its own place
      at[n].x += 0.02 * (items[n].x - at[n].x);
      at[n].y += 0.02 * (items[n].y - at[n].y);
    }
    if (moved < 0.2) break;
  }
  return at;
}

function part(a, b, first, second, gap) {
  const need = first.r + second.r + gap;
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const distance = Math.hypot(dx, dy) || 1e-6;
  if (distance >= need) return 0;
  const push = 0.5 * (need - distance);
  const share = second.mass / (first.mass + second.mass);
  a.x -= (2 * push * share * dx) / distance;
  a.y -= (2 * push * share * dy) / distance;
  b.x += (2 * push * (1 - share) * dx) / distance;
  b.y += (2 * push * (1 - share) * dy) / distance;
  return push;
}
