"""Which kits are offered with which way of supply: those without which some hub would lose most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.problem import NO_SOURCE, Array
from optimizer.turnaround.depot_stock import DepotStock
from optimizer.turnaround.kits import MONEY_PRICES
from optimizer.turnaround.poisson import KitCurve

_SHARES = np.geomspace(0.03, 1.0, 8)
"""Hubs that serve so much of the region's demand."""
_ENOUGH = 0.002
"""Part of its worth that a hub may lose by what is not offered."""


@dataclass(frozen=True)
class Offer:
    """A kit with a way of supply.

    Attributes
    ----------
    lead_h
        Mean hours from an order to a hub.
    freight_mrub
        Million RUB for each part, beside the freight of today's mix.
    source
        Line or depot that it needs, or `NO_SOURCE`.
    stock
        What a depot keeps behind the kit.
    """

    kit: KitCurve
    way: int
    lead_h: float
    freight_mrub: float
    source: int
    stock: DepotStock | None = None


def menu(
    always: list[Offer], others: list[Offer], *, parts_per_hour: float, piece_mrub: float,
    value_mrub: float, most: int,
) -> list[Offer]:  # fmt: skip
    """The offers of the usual way, and of the others as many as are worth it.

    Looked at are hubs of many sizes, tight and generous budgets, and each line there or not.

    Parameters
    ----------
    parts_per_hour
        Demand of the whole region.
    piece_mrub, value_mrub
        Yearly cost of a piece in stock, and yearly worth of a standing machine, million RUB.
    most
        Offers beside the usual ones.
    """
    every = [*always, *others]
    worth = np.array([_worth(o, parts_per_hour, piece_mrub, value_mrub) for o in every])
    lines = sorted({o.source for o in every} | {NO_SOURCE})
    needs = np.array([o.source for o in every])
    there = np.array([(needs == NO_SOURCE) | (needs == line) for line in lines])  # (A, levels)
    total = np.where(there[:, :, None], worth[None], np.inf)  # (A, levels, cases)
    target = total.min(axis=1)
    scale = np.maximum(np.abs(target), 1e-12)
    chosen = list(range(len(always)))
    best = total[:, chosen].min(axis=1)
    while len(chosen) < min(len(always) + most, len(every)):
        if ((best - target) / scale).max() <= _ENOUGH:
            break
        gain = (np.maximum(best[:, None] - total, 0.0) / scale[:, None]).sum(axis=(0, 2))
        gain[chosen] = -1.0
        chosen.append(int(gain.argmax()))
        best = np.minimum(best, total[:, chosen[-1]])
    added = sorted(chosen[len(always) :], key=lambda i: (every[i].way, every[i].kit.pieces, i))
    return always + [every[i] for i in added]


def _worth(offer: Offer, parts_per_hour: float, piece_mrub: float, value_mrub: float) -> Array:
    """(cases,) aim per year of an offer at hubs of many sizes and prices of money."""
    rate = parts_per_hour * _SHARES
    if offer.stock is None:
        number = offer.kit.value(rate * offer.lead_h)
    else:
        number = offer.stock.mean_of_parks(offer.kit, _SHARES)
    waiting = value_mrub * number
    cost = piece_mrub * offer.kit.pieces + offer.freight_mrub * 8760.0 * rate
    return np.asarray((waiting[:, None] + cost[:, None] * MONEY_PRICES).ravel())
