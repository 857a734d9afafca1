"""What large covers are solved by, held to every choice of columns and to the dense reductions."""

import numpy as np
import pytest
from made_covers import drawn, fewest
from scipy import sparse

from optimizer.locate.clock import Clock
from optimizer.locate.cover import least
from optimizer.locate.cover.least import least_cover
from optimizer.locate.cover.program_prices import cover_program_prices
from optimizer.locate.cover.reduce import reduce_cover
from optimizer.locate.cover.reduce_sparse import reduce_links
from optimizer.locate.cover.weighed import weighed_cover
from optimizer.locate.program import Limits


def as_links(matrix):
    return sparse.csr_array(matrix.astype(float))


@pytest.mark.parametrize("seed", range(12))
def test_row_weighting_finds_the_fewest_columns(seed):
    matrix = drawn(seed)
    found = weighed_cover(as_links(matrix), np.arange(9), 0, Clock(), seed, goes=1)
    assert matrix[:, found].any(axis=1).all()
    assert len(set(found.tolist())) == len(found) == fewest(matrix)


def test_row_weighting_stops_at_what_is_enough():
    matrix = drawn(3, rows=60, columns=40, share=0.1)
    found = weighed_cover(as_links(matrix), np.arange(40), 39, Clock(), 0)
    assert len(found) == 39


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("share", [0.12, 0.3])
def test_sparse_reductions_keep_a_best_cover(seed, share):
    matrix = drawn(seed, share=share)
    core, dense = reduce_links(as_links(matrix)), reduce_cover(matrix)
    assert core.possible
    assert core.links.shape == dense.matrix.shape
    assert len(core.forced) == len(dense.forced)
    inner = core.links.toarray() > 0
    rest = fewest(inner) if len(inner) else 0
    assert len(core.forced) + rest == fewest(matrix)


def test_a_row_that_nothing_covers_is_told():
    matrix = drawn(1)
    matrix[4] = False
    assert not reduce_links(as_links(matrix)).possible
    assert least_cover(as_links(matrix), Clock(), Limits()) is None


@pytest.mark.parametrize("seed", range(8))
def test_program_prices_bound_from_below(seed):
    matrix = drawn(seed)
    priced = cover_program_prices(as_links(matrix), Clock())
    assert (matrix.T.astype(float) @ priced.prices <= 1 + 1e-12).all()
    assert priced.bound == pytest.approx(priced.prices.sum())
    assert priced.bound <= fewest(matrix) + 1e-9


@pytest.mark.parametrize("seed", range(6))
def test_large_covers_take_the_same_way_to_the_same_end(seed, monkeypatch):
    matrix = drawn(seed, rows=40, columns=18, share=0.15)
    right = fewest(matrix)
    monkeypatch.setattr(least, "_DENSE", 0)
    monkeypatch.setattr(least, "LARGE", 0)
    cover = least_cover(as_links(matrix), Clock(), Limits())
    assert cover.bound == len(cover.columns) == right
    assert matrix[:, cover.columns].any(axis=1).all()
