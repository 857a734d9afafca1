"""Which undecided kind of sources to decide next, and what prices promise of a node.

Prices that suit the plans without a kind rarely suit those with it, so a bound of both together is
weak where the kind is worth much. What that costs shows at once: L at the same prices without it.
"""

from __future__ import annotations

from dataclasses import replace

from optimizer.solve.patterns.generate import lagrangian
from optimizer.solve.patterns.memory import Memory
from optimizer.solve.patterns.node import Node
from optimizer.solve.patterns.priced import priced
from optimizer.solve.patterns.pricing import price_parks
from optimizer.solve.patterns.tables import Tables


def promised(whole: Tables, node: Node, memory: Memory | None) -> float:
    """L of a node at its prices by heuristic pricing: NOT a bound, a proof only lowers it."""
    tables = node.tables(whole)
    found = price_parks(priced(tables, node.prices.money), node.prices.cell, memory)
    paid = node.world.paid(whole.problem)
    return lagrangian(tables.problem, node.prices, found.value, node.forced, paid)


def kind_to_decide(
    whole: Tables, node: Node, memory: Memory | None, *, cutoff: float, share: float
) -> int | None:
    """The undecided kind that lowers L most at the node's prices.

    None where L reaches the cutoff, or where the kind makes up for less than a ``share`` of what is
    missing.
    """
    undecided = node.world.undecided(whole.problem)
    if not undecided:
        return None
    value = promised(whole, node, memory)
    if value >= cutoff:
        return None
    rise = {
        kind: promised(whole, without_kind(whole, node, kind), memory) - value for kind in undecided
    }
    kind = max(rise, key=lambda k: (rise[k], -k))
    return kind if rise[kind] > share * (cutoff - value) else None


def without_kind(whole: Tables, node: Node, kind: int) -> Node:
    """The plans of a node that do not build an undecided kind."""
    return replace(node, world=node.world.without_kind(whole.problem, kind), inherited=True)


def with_kind(node: Node, kind: int) -> Node:
    """The plans of a node that build an undecided kind."""
    return replace(node, world=node.world.with_kind(kind), inherited=True)
