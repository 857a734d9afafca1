"""Box-step column generation over quarters.

    L = Σ_t w_t [ Σ_d min(pi_td, stay_td) + Σ_j min(0, V_tj(pi, mu)) ] − Σ_r mu_r funds_r

is a bound where every V_tj is exact, else an estimate. What stays from quarter to quarter is left
out of it, which only lowers it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from optimizer.problem import Array
from optimizer.roll_out import RollOut
from optimizer.solve.patterns.memory import Memory
from optimizer.solve.patterns.pattern import best_pattern
from optimizer.solve.patterns.priced import Priced
from optimizer.solve.patterns.pricing import price_parks
from optimizer.solve.patterns.tables import Tables
from optimizer.solve.rollout.master import Master, Prices
from optimizer.solve.rollout.node import Node
from optimizer.solve.rollout.recost import recosted

_WIDE, _NARROW = 0.1, 0.02
_PATIENCE = 8
"""Iterations without a better estimate until the box gets narrower, then wide again."""


@dataclass(frozen=True)
class Generated:
    """Where column generation stopped; neither value is a bound."""

    prices: Prices
    estimate: float
    relaxed: float
    iterations: int


def lagrangian(roll_out: RollOut, prices: Prices, reduced: Array, node: Node) -> float:
    """L from the least reduced costs V (T, J); a forced park counts also where V > 0."""
    stay = np.array([q.stay for q in roll_out.quarters])
    counted = np.where(node.least[0] >= 0, reduced, np.minimum(reduced, 0.0))
    kept = np.minimum(prices.cell, stay).sum(axis=1) + counted.sum(axis=1)
    return float(roll_out.weight @ kept - prices.money @ (roll_out.funds - roll_out.closed))


def at_prices(tables: Tables, master: Master, node: Node, quarter: int, prices: Prices) -> Priced:
    """A quarter at the prices of money and of what stays; what the node forbids is too dear."""
    roll_out = master.roll_out
    charges = master.links.charges(quarter, prices.link, node.banned(roll_out, quarter))
    return recosted(tables, roll_out, quarter, prices.money, charges)


def generate(
    tables: tuple[Tables, ...], master: Master, memory: tuple[Memory, ...], node: Node, *,
    tolerance: float, most: int = 400, stop: Callable[[], bool] = lambda: False,
    width: float = _WIDE,
) -> Generated:  # fmt: skip
    """Add patterns until heuristic pricing finds none that would move the master by more."""
    roll_out = master.roll_out
    centre, best, failures, iteration = node.prices, -np.inf, 0, 0
    thorough, prices = False, node.prices
    while iteration < most:
        iteration += 1
        master.box(centre, width)
        prices = master.solve()
        added, reduced = 0, np.zeros((roll_out.count, roll_out.parks))
        for t in master.working:
            grid = tables[t]
            at = at_prices(grid, master, node, t, prices)
            forced = node.forced(t)
            found = price_parks(at, prices.cell[t], memory[t], thorough)
            reduced[t] = found.value
            new = [
                best_pattern(at, int(j), int(found.size[j]), np.flatnonzero(found.cells[:, j]))
                for j in np.flatnonzero(found.value < prices.park[t] - 1e-7)
                if found.cells[:, j].any() or j in forced or roll_out.existing[j] >= 0
            ]
            for pattern in new:
                memory[t].learn(pattern.cells)
            added += master.add(t, new)
        estimate = lagrangian(roll_out, prices, reduced, node)
        gap = (prices.value - estimate) / max(abs(prices.value), 1e-9)
        if estimate > best + 1e-7 * abs(estimate):
            centre, best, failures = prices, estimate, 0
        else:
            failures += 1
            if failures % _PATIENCE == 0:
                width = width * 0.6 if width > _NARROW else _WIDE
        if not added or gap < tolerance:
            if prices.inside and thorough:
                break
            thorough = True
            width *= 1.0 if prices.inside else 2.0
        elif added:
            thorough = False
        if stop():
            break
    return Generated(centre, best, prices.value, iteration)
