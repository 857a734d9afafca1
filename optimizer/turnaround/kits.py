"""Kits: the efficient frontier of marginal analysis over the part numbers of a family."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.problem import Array, Ints
from optimizer.turnaround.poisson import KitCurve, stockout

MONEY_PRICES = np.geomspace(0.1, 3.0, 14)
"""Downtime that a rouble must save, in roubles: from a generous to a tight budget."""
_LEAST_PIECE_COST = 1e-6
"""A piece that costs nothing would be bought without end."""


@dataclass(frozen=True, eq=False)
class DemandClasses:
    """Part numbers of a family gathered into classes of nearly equal demand."""

    share: Array
    """(C,) share of demand of ONE part number of the class."""
    numbers: Ints
    """(C,) part numbers in the class."""


def demand_classes(part_numbers: int, zipf: float, per_octave: int = 3) -> DemandClasses:
    """Zipf weights of ranks 1..n, ranks gathered into classes that grow geometrically.

    The classes keep the total demand exactly; inside a class every number has the mean share.
    """
    ranks = np.arange(1, part_numbers + 1)
    weight = ranks ** (-float(zipf))
    weight /= weight.sum()
    label = np.floor(per_octave * np.log2(ranks)).astype(int)
    _, start, numbers = np.unique(label, return_index=True, return_counts=True)
    share = np.add.reduceat(weight, start) / numbers
    return DemandClasses(share=share, numbers=numbers)


def marginal_stock(classes: DemandClasses, pipeline: float, threshold: float) -> Array:
    """Base stock that buys every piece whose next use is likelier than ``threshold``.

    All part numbers of a family have the same price, so this is marginal analysis
    (Sherbrooke 1968), exact for its own cost: piece S + 1 saves P(N ≥ S + 1) backorders.
    """
    stock = np.zeros(len(classes.share))
    buy = stockout(stock + 1, classes.share * pipeline) > threshold
    while buy.any():
        stock += buy
        buy = stockout(stock + 1, classes.share * pipeline) > threshold
    return stock


def kit_frontier(
    classes: DemandClasses, pipeline: float, count: int, piece_cost: float = 0.05
) -> tuple[KitCurve, ...]:
    """Kits from none to deep, efficient for hubs from a tenth to the whole of the demand.

    A piece pays where the downtime that it saves is worth more than its cost: the kits are those of
    marginal analysis where a rouble must save from a tenth of a rouble to three.

    Parameters
    ----------
    pipeline
        Mean number on order if one hub served the whole region.
    count
        Kits to keep, the empty one included.
    piece_cost
        Yearly cost of a piece over the yearly worth of a standing machine.
    """
    numbers, piece_cost = classes.numbers, max(piece_cost, _LEAST_PIECE_COST)
    candidates = {_key(np.zeros(len(numbers)))}
    for fraction in (1.0, 0.5, 0.25, 0.1):
        for threshold in piece_cost * MONEY_PRICES:
            if threshold < 1.0:
                candidates.add(_key(marginal_stock(classes, fraction * pipeline, threshold)))
    candidates |= _piece_by_piece(classes, pipeline)
    kits = sorted(candidates, key=lambda stock: (int(np.dot(stock, numbers)), stock))
    curves = [_curve(stock, classes) for stock in kits]
    return tuple(curves[i] for i in _spread(curves, pipeline, count, piece_cost))


def _key(stock: Array) -> tuple[int, ...]:
    return tuple(int(v) for v in stock)


def _curve(stock: tuple[int, ...], classes: DemandClasses) -> KitCurve:
    share = tuple(float(v) for v in classes.share)
    return KitCurve(stock, share, tuple(int(n) for n in classes.numbers))


def _piece_by_piece(classes: DemandClasses, pipeline: float) -> set[tuple[int, ...]]:
    """Stocks on the way of buying single pieces, for families of few part numbers."""
    if classes.numbers.sum() > 12:
        return set()
    stock, path = np.zeros(len(classes.share)), set()
    for _ in range(12):
        stock[int(np.argmax(stockout(stock + 1, classes.share * pipeline)))] += 1
        path.add(_key(stock))
    return path


def _spread(kits: list[KitCurve], pipeline: float, count: int, piece_cost: float) -> list[int]:
    """Indices of ``count`` kits so that the best of them loses least at many loads and prices."""
    loads = pipeline * np.geomspace(0.03, 1.0, 8)
    short = np.array([kit.value(loads) for kit in kits])  # kits x loads
    pieces = np.array([kit.pieces for kit in kits])
    price = piece_cost * MONEY_PRICES  # backorders that one piece must save
    total = (short[:, :, None] + pieces[:, None, None] * price).reshape(len(kits), -1)
    regret = total / total.min(axis=0) - 1.0
    chosen, best = [0], regret[0]
    while len(chosen) < min(count, len(kits)):
        gain = np.maximum(best - regret, 0.0).sum(axis=1)
        gain[chosen] = -1.0
        chosen.append(int(np.argmax(gain)))
        best = np.minimum(best, regret[chosen[-1]])
    return sorted(chosen)
