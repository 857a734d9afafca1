"""Polish: with levels and kits as they are, fleets move to where they wait least.

What is built costs nothing more, so fleets may join it that did not pay for it; then the levels are
chosen anew for the new assignment, in turns, as long as the plan gets better.
"""

from __future__ import annotations

import numpy as np

from optimizer.model.choice import Choice, evaluate
from optimizer.problem import Problem
from optimizer.solve.levels import best_levels
from optimizer.solve.patterns.master import Prices
from optimizer.solve.patterns.node import Node, root
from optimizer.solve.patterns.priced import priced
from optimizer.solve.patterns.search import State
from optimizer.solve.patterns.tables import Tables

_TURNS = 6


def polish(tables: Tables, choice: Choice) -> Choice:
    """The choice itself, or a better one of the same hubs."""
    problem = tables.problem
    best, value = choice, evaluate(problem, choice).objective
    for _ in range(_TURNS):
        state = State(priced(as_built(problem, best).tables(tables), 0.0), best.served)
        state.descend()
        trial = best_levels(problem, state.served)
        if trial is None:
            break
        worth = evaluate(problem, trial).objective
        if worth >= value - 1e-9 * abs(value):
            break
        best, value = trial, worth
    return best


def as_built(problem: Problem, choice: Choice) -> Node:
    """The plans with just these hubs, sizes and levels."""
    none = Prices(np.zeros(problem.cells), 0.0, np.zeros(problem.parks), 0.0, True)
    node = root(problem, none)
    node.pairs[:, :-1] |= choice.size < 0
    node.sizes[:] = np.arange(problem.sizes)[None, :] != choice.size[:, None]
    width = node.levels.shape[2]
    node.levels[:] = np.arange(width)[None, None, :] != choice.level[:, :, None]
    # closed parks need no level of their own
    node.levels[:, choice.size < 0, :] = False
    node.sizes[choice.size < 0] = False
    return node
