"""The compiled tree of a cover's question, held to every choice of columns."""

import numpy as np
import pytest
from made_covers import drawn, fewest

from optimizer import locate
from optimizer.locate.center import search
from optimizer.locate.clock import Clock, OutOfTimeError
from optimizer.locate.cover import decide
from optimizer.locate.cover.decide import UndecidedError, cover_with, likely_cover, too_few
from optimizer.locate.cover.tree import cover_by_tree


def around(seed, rows, columns, radius):
    """Who is near whom in a square: many columns are alike, as at a p-center."""
    rng = np.random.default_rng(seed)
    clients, sites = rng.random((rows, 2)), rng.random((columns, 2))
    near = np.hypot(*(clients[:, None] - sites[None]).transpose(2, 0, 1)) <= radius
    return near[near.any(axis=1)]


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("share", [0.1, 0.25, 0.5])
def test_tree_decides_as_every_choice_does(seed, share):
    matrix = drawn(seed, 16, 11, share)
    least = fewest(matrix)
    for most in range(1, least + 2):
        begin = np.random.default_rng(seed).random(len(matrix))
        found = cover_by_tree(matrix, most, begin, Clock())
        assert (found is None) == (most < least)
        if found is not None:
            assert len(found) <= most
            assert matrix[:, found].any(axis=1).all()


@pytest.mark.parametrize("seed", range(3))
def test_tree_on_more_rows_than_a_word_has_bits(seed):
    matrix = around(seed, 90, 16, 0.35)
    least = fewest(matrix)
    ones = np.ones(len(matrix))
    assert cover_by_tree(matrix, least - 1, ones, Clock()) is None
    found = cover_by_tree(matrix, least, ones, Clock())
    assert matrix[:, found].any(axis=1).all()


def test_tree_agrees_with_the_integer_program(monkeypatch):
    matrix = around(3, 70, 120, 0.25)
    ends = []
    for large in (0, 10**9):
        monkeypatch.setattr(decide, "LARGE", large)
        ends.append([cover_with(matrix, most, Clock()) is None for most in range(5, 12)])
    assert ends[0] == ends[1]
    assert True in ends[0]
    assert False in ends[0]


def test_tree_stops_in_time_and_after_its_work():
    matrix = around(1, 300, 900, 0.16)
    with pytest.raises(UndecidedError):
        cover_by_tree(matrix, 20, np.ones(len(matrix)), Clock(), work=1)
    with pytest.raises(OutOfTimeError):
        cover_by_tree(matrix, 20, np.ones(len(matrix)), Clock(0.0))


@pytest.mark.parametrize("seed", range(15))
def test_quick_searches_and_programs_say_nothing_wrong(seed):
    matrix = drawn(seed, 16, 11, 0.25)
    least = fewest(matrix)
    for most in range(1, least + 2):
        found = likely_cover(matrix, most, Clock(), seed)
        assert found is None or (len(found) <= most and matrix[:, found].any(axis=1).all())
        assert not (too_few(matrix, most, Clock()) and most >= least)
    assert too_few(np.array([[True, False], [False, False]]), 2, Clock())


@pytest.mark.parametrize("seed", range(4))
def test_prices_before_the_search_change_nothing(seed, monkeypatch):
    """A first bound by linear programs on few clients: the end is the same."""
    points = np.random.default_rng(seed).random((90, 2))
    ways = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    monkeypatch.setattr(search, "_PER_SITE", 10**9)
    slow = locate.p_center(ways, 4)
    monkeypatch.setattr(search, "_PER_SITE", 6)
    monkeypatch.setattr(search, "_ENOUGH", 1)
    quick = locate.p_center(ways, 4)
    assert slow.value == slow.bound == quick.value == quick.bound
