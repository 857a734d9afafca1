"""Levels that may be best: the same cost as looking at all of them, at any price of money."""

import numpy as np
import pytest
from made_problems import made

from optimizer.solve.patterns import envelope
from optimizer.solve.patterns.envelope import best_levels_cost, priced_levels
from optimizer.solve.patterns.tables import tables


@pytest.mark.parametrize("kind", ["sources", "depot", "ways of supply"])
@pytest.mark.parametrize("seed", range(2))
def test_no_level_that_is_best_is_left_out(kind, seed, monkeypatch):
    monkeypatch.setattr(envelope, "_FEW", 1)
    draw = np.random.default_rng(seed)
    for table in (t for block in tables(made(kind, seed)).blocks for t in block.bundles):
        for barred in (frozenset(), frozenset({0})):
            some = table.without(barred)
            for price in [0.0, 1.0, 2.0, *np.exp(draw.uniform(-6, 6, 20))]:
                every = priced_levels(some, price).min(axis=2).sum(axis=0)
                assert best_levels_cost(some, price) == pytest.approx(every, rel=1e-12)


def test_few_levels_are_kept_of_many():
    kept = [
        len(envelope._envelope(table, 0.5, 1.0).value) / np.prod(table.cost.shape)
        for block in tables(made("depot", 0)).blocks
        for table in block.bundles
    ]
    assert min(kept) < 0.7
