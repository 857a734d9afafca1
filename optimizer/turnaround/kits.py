"""Kits: the efficient frontier of marginal analysis over the part numbers of a family."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.problem import Array
from optimizer.turnaround.poisson import KitCurve, stockout

_DEPTH = 60  # greatest base stock of one part number


@dataclass(frozen=True)
class DemandClasses:
    """Part numbers of a family gathered into classes of nearly equal demand."""

    share: Array
    """(C,) share of demand of ONE part number of the class."""
    numbers: Array
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
    for _ in range(_DEPTH):
        buy = stockout(stock + 1, classes.share * pipeline) > threshold
        if not buy.any():
            break
        stock += buy
    return stock


def kit_frontier(classes: DemandClasses, pipeline: float, count: int) -> tuple[KitCurve, ...]:
    """Kits from none to deep, efficient for hubs from a tenth to the whole of the demand.

    Parameters
    ----------
    pipeline
        Mean number on order if one hub served the whole region.
    count
        Kits to keep, the empty one included.
    """
    numbers = classes.numbers
    candidates = {tuple(np.zeros(len(numbers)))}
    for fraction in (1.0, 0.5, 0.25, 0.1):
        for threshold in np.geomspace(0.7, 0.003, 14):
            candidates.add(tuple(marginal_stock(classes, fraction * pipeline, threshold)))
    candidates |= _piece_by_piece(classes, pipeline)
    kits = sorted(candidates, key=lambda stock: float(np.dot(stock, numbers)))
    chosen = _spread(np.array(kits), classes, pipeline, count)
    share = tuple(float(v) for v in classes.share)
    return tuple(
        KitCurve(tuple(int(v) for v in stock), share, tuple(int(n) for n in numbers))
        for stock in chosen
    )


def _piece_by_piece(classes: DemandClasses, pipeline: float) -> set[tuple[float, ...]]:
    """Stocks on the way of buying single pieces, for families of few part numbers."""
    if classes.numbers.sum() > 12:
        return set()
    stock, path = np.zeros(len(classes.share)), set()
    for _ in range(12):
        stock = stock.copy()
        stock[int(np.argmax(stockout(stock + 1, classes.share * pipeline)))] += 1
        path.add(tuple(stock))
    return path


def _spread(kits: Array, classes: DemandClasses, pipeline: float, count: int) -> Array:
    """Keep ``count`` kits so that the best of them loses least at many loads and prices."""
    loads = pipeline * np.geomspace(0.03, 1.0, 8)
    curves = [KitCurve(tuple(map(int, k)), tuple(classes.share), tuple(classes.numbers)) for k in kits]
    short = np.array([curve.value(loads) for curve in curves])  # kits x loads
    pieces = kits @ classes.numbers
    price = np.geomspace(0.003, 1.0, 12)  # backorders that one piece must save
    total = (short[:, :, None] + pieces[:, None, None] * price).reshape(len(kits), -1)
    regret = total / total.min(axis=0) - 1.0
    chosen, best = [0], regret[0]
    while len(chosen) < min(count, len(kits)):
        gain = np.maximum(best - regret, 0.0).sum(axis=1)
        gain[chosen] = -1.0
        chosen.append(int(np.argmax(gain)))
        best = np.minimum(best, regret[chosen[-1]])
    return kits[sorted(chosen)]
