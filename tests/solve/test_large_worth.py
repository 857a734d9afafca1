"""What a closed park is worth: beside what happens when it opens, and all prefixes of its cells."""

from __future__ import annotations

import numpy as np
import pytest

from bench.synthetic import Size, synthetic
from optimizer.solve.large.ascent import Ascent
from optimizer.solve.large.books import Ground, aim, new_books
from optimizer.solve.large.descend import new_desk
from optimizer.solve.large.ground import make_ground
from optimizer.solve.large.rebuild import _open
from optimizer.solve.large.relaxation import Relaxation
from optimizer.solve.large.worth import _sort, price_park


def _empty(parts: bool) -> Ground:
    problem = synthetic(4, Size(sites=40, classes=3, parks=8, parts=parts))
    relaxation = Relaxation(problem, 1)
    point = Ascent(relaxation).best
    prices = [point.load_price(q) for q in range(len(relaxation.blocks))]
    ground = make_ground(
        problem, relaxation.blocks, np.arange(problem.parks), prices, point.prices, point.money, 8
    )
    money = np.array([0.3 * point.money, np.inf, 0.0])
    return ground._replace(money=money, price=ground.stay)


@pytest.mark.parametrize("parts", [False, True])
def test_a_first_hub_changes_the_aim_by_what_it_is_worth(parts: bool) -> None:
    ground = _empty(parts)
    paid = 0
    for j in range(len(ground.size)):
        books, desk = new_books(ground), new_desk(ground)
        desk.turn[0] = 1
        before = aim(ground, books)
        worth = price_park(ground, books, desk, j)
        if worth < 0:
            _open(ground, books, desk, j)
            assert aim(ground, books) - before == pytest.approx(worth, rel=1e-9)
            assert books.cells[j] == desk.length.sum()
            paid += 1
    assert paid > 3


def test_three_arrays_are_sorted_by_the_first() -> None:
    rng = np.random.default_rng(1)
    for count in (0, 1, 2, 50, 1500):
        key, other = rng.normal(size=count + 3), np.arange(count + 3.0)
        before = key.copy()
        third = np.arange(count + 3)
        _sort(key, other, third, count)
        assert (np.diff(key[:count]) >= 0).all()
        assert (before[third] == key).all()
        assert (third == other).all()
        assert (third[count:] == np.arange(count, count + 3)).all()
