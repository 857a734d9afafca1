"""Chance: means and variations of what is drawn."""

from __future__ import annotations

import numpy as np
import pytest
from lived import always

from optimizer.simulate.draws import Dice, factors
from optimizer.simulate.network import AS_TODAY, YEAR_H, Network, Shelf, Source


@pytest.mark.parametrize("cv", [0.0, 0.3, 0.9, 1.0, 1.5])
def test_factors_have_mean_one_and_the_variation_asked_for(cv):
    drawn = factors(np.random.default_rng(2), np.full(400_000, cv))
    assert drawn.min() > 0
    assert drawn.mean() == pytest.approx(1.0, abs=0.01)
    assert drawn.std() == pytest.approx(cv, rel=0.03, abs=1e-12)


def test_cv_one_is_exponential_and_others_lognormal():
    rng = np.random.default_rng(3)
    assert (factors(rng, np.full(200_000, 1.0)) > 3.0).mean() == pytest.approx(np.exp(-3), abs=2e-3)
    assert np.log(factors(rng, np.full(200_000, 0.5))).std() == pytest.approx(
        np.sqrt(np.log(1.25)), rel=0.01
    )


def dice(seed: int = 4) -> Dice:
    shelf = Shelf(share=np.array([0.5, 0.3, 0.2]), stock=np.array([1, 0, 0]), resupply_h=100.0)
    served = Source(
        machines=3, failures_per_h=always(2e-3), outside=0.25, pool=0, needs=((1, 0.4),)
    )
    today = Source(
        machines=2, failures_per_h=always(1e-3), pool=AS_TODAY, today=(10.0, 5.0, 2.0, 4.0)
    )
    network = Network(sources=(served, today), servers=(1,), shelves=(shelf, shelf))
    return Dice(network, np.random.default_rng(seed))


def years(count: int = 60) -> list:
    one = dice()
    return [one.year(n) for n in range(count)]


def test_a_year_is_in_order_and_inside_itself():
    for number, year in enumerate(years(5)):
        assert year.hour == sorted(year.hour)
        assert number * YEAR_H <= year.hour[0] <= year.hour[-1] < (number + 1) * YEAR_H


def test_machines_are_those_of_their_source():
    for year in years(20):
        of = np.array(year.source)
        machine = np.array(year.machine)
        assert set(machine[of == 0]) <= {0, 1, 2}
        assert set(machine[of == 1]) <= {3, 4}


def test_shares_that_go_outside_and_that_need_a_part():
    found = years()
    source = np.concatenate([y.source for y in found])
    outside = np.concatenate([y.outside for y in found])
    assert outside[source == 0].mean() == pytest.approx(0.25, abs=0.02)
    assert outside[source == 1].all()
    parts = [p for y in found for p in y.parts]
    asked = [p for p in parts if p]
    jobs = (outside & (source == 0)).sum()
    assert len(asked) / jobs == pytest.approx(0.4, abs=0.03)
    number = np.array([p[0][1] for p in asked])
    assert {p[0][0] for p in asked} == {1}
    assert [(number == n).mean() for n in (3, 4, 5)] == pytest.approx([0.5, 0.3, 0.2], abs=0.04)
    assert np.mean([p[0][2] for p in asked]) == pytest.approx(100.0, rel=0.08)


def test_only_who_keeps_todays_way_has_todays_hours():
    for year in years(5):
        for source, today in zip(year.source, year.today, strict=True):
            assert (today == (0.0,) * 4) == (source == 0)
            if source == 1:
                assert today[2] == 2.0


def test_the_same_seed_draws_the_same_year_and_another_does_not():
    assert dice(7).year(0) == dice(7).year(0)
    assert dice(7).year(0) != dice(8).year(0)
