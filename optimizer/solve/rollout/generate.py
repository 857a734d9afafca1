"""Box-step column generation over quarters.

    L = Σ_t w_t [ Σ_d min(pi_td, stay_td) + Σ_j min(0, V_tj(pi, mu)) ] − Σ_r mu_r funds_r
        + least priced cost of the sources
        + Σ_td min(0, priced cost of handing over d after t)

is a bound where every V_tj is exact, else an estimate. Of what stays from quarter to quarter, and
of fleets that are handed over, it knows the rows that the master has, which only lowers it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from optimizer.problem import Array
from optimizer.solve.patterns.memory import Memory
from optimizer.solve.patterns.tables import Tables
from optimizer.solve.rollout.links import Links
from optimizer.solve.rollout.master import Master, Prices
from optimizer.solve.rollout.node import Node
from optimizer.solve.rollout.price_quarter import quarter_pricing
from optimizer.solve.rollout.starts import least_for_sources

_WIDE, _NARROW = 0.1, 0.02
_SOME = 5
"""Iterations that look at the parks that may matter, between two that look at all."""
_AROUND = 2.0
"""Tolerances that the master may lie above the estimate without its box: else it goes on wider."""
_PATIENCE = 8
"""Iterations without a better estimate until the box gets narrower, then wide again."""


@dataclass(frozen=True)
class Generated:
    """Where column generation stopped; neither value is a bound."""

    prices: Prices
    estimate: float
    relaxed: float
    iterations: int


def lagrangian(links: Links, prices: Prices, reduced: Array, node: Node) -> float:
    """L from the least reduced costs V (T, J); a forced park counts also where V > 0."""
    roll_out = links.roll_out
    stay = np.array([q.stay for q in roll_out.quarters]) - links.hand.paid_to_stay(prices.link)
    counted = np.where(node.least[0] >= 0, reduced, np.minimum(reduced, 0.0))
    kept = np.minimum(prices.cell, stay).sum(axis=1) + counted.sum(axis=1)
    sources = least_for_sources(roll_out, node, prices.money, links.earned(prices.link))
    funds = prices.money @ (roll_out.funds - roll_out.closed)
    handed = links.hand.least_cost(prices.link, prices.money)
    return float(roll_out.weight @ kept - funds + sources + handed)


def estimate(
    tables: tuple[Tables, ...], master: Master, memory: tuple[Memory, ...], node: Node
) -> float:
    """L of a node at its own prices, by heuristic pricing: NOT a bound."""
    reduced = np.zeros((master.count, master.parks))
    for quarter in quarter_pricing(tables, master, memory, node):
        quarter.price(node.prices, every=True, thorough=False)
        reduced[quarter.quarter] = quarter.value
    return lagrangian(master.links, node.prices, reduced, node)


def generate(
    tables: tuple[Tables, ...], master: Master, memory: tuple[Memory, ...], node: Node, *,
    tolerance: float, most: int = 400, stop: Callable[[], bool] = lambda: False,
    width: float = _WIDE, enough: float = np.inf,
) -> Generated:  # fmt: skip
    """Add patterns until heuristic pricing finds none that would move the master by more.

    It ends as well where the estimate is ``enough``.
    """
    roll_out, pricing = master.roll_out, quarter_pricing(tables, master, memory, node)
    centre, best, failures, iteration, since = node.prices, -np.inf, 0, 0, 0
    thorough, every, prices = False, True, node.prices
    while iteration < most:
        iteration += 1
        master.box(centre, width)
        prices = master.solve()
        if iteration == 1:  # what the centre itself is worth comes first
            prices = replace(centre, park=prices.park, value=prices.value)
        added, reduced = 0, np.zeros((roll_out.count, roll_out.parks))
        for quarter in pricing:
            new = quarter.price(prices, every=every, thorough=thorough)
            reduced[quarter.quarter] = quarter.value
            added += master.add(quarter.quarter, new)
        promised = lagrangian(master.links, prices, reduced, node)
        near = (prices.value - promised) / max(abs(prices.value), 1e-9) < tolerance
        if every and (near or not added):
            if thorough:
                best, centre = max((best, centre), (promised, prices), key=lambda pair: pair[0])
                master.box(None, 0.0)
                if master.solve().value - best < _AROUND * tolerance * abs(best):
                    break
                width *= 2.0
            thorough = not thorough
            continue
        better = promised > best + 1e-7 * abs(promised)
        if better and every:
            centre, best = prices, promised
        failures = 0 if better else failures + 1
        if failures and failures % _PATIENCE == 0:
            width = width * 0.6 if width > _NARROW else _WIDE
        thorough = False
        since = 0 if every else since + 1
        every = better or not added or since >= _SOME
        if stop() or best >= enough:
            break
    return Generated(centre, best, prices.value, iteration)
