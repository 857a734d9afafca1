"""The calendar: seasons of failures, cold, ways that open and close; and machines one by one."""

from __future__ import annotations

import numpy as np
import pytest
from lived import always, live, stage, stream

from optimizer.simulate.network import MONTH_H, YEAR_H, Network, Source, month_of, opens

NEVER = float("inf")


def month(hour: np.ndarray) -> np.ndarray:
    return (hour / MONTH_H).astype(int) % 12


def test_failures_follow_the_profile_of_their_months():
    profile = np.array([0, 0, 0, 0, 0, 0, 0, 3, 2, 1, 0, 0]) * 1e-4
    source = Source(machines=500, failures_per_h=tuple(profile), pool=0)
    lived = live(Network(sources=(source,), servers=(1,)), 60)
    counts = np.bincount(month(lived.failed), minlength=12)
    assert counts[profile == 0].sum() == 0
    assert counts[7:10] / counts.sum() == pytest.approx([3 / 6, 2 / 6, 1 / 6], abs=0.03)
    assert len(lived.source) == pytest.approx(500 * profile.sum() * MONTH_H * 60, rel=0.03)


def test_work_takes_as_long_as_the_month_in_which_it_begins_says():
    field = tuple(10.0 + n for n in range(12))
    source = stream(0.01, 0.0, field_h=field, work_cv=0.0, crew_h=always(100.0))
    lived = live(Network(sources=(source,), servers=(1000,)), 20)
    begun = month(lived.failed + 100.0)
    assert np.allclose(stage(lived, "handson"), np.array(field)[begun])


def test_a_closed_way_is_waited_for_and_does_not_hold_the_crew():
    """Of two sites with one crew, one is cut off from March to October."""
    cut_off = (1.0, 1.0) + (NEVER,) * 8 + (1.0, 1.0)
    sources = (
        stream(0.002, 5.0, crew_h=cut_off, work_cv=0.0),
        stream(0.002, 5.0, crew_h=always(1.0), work_cv=0.0),
    )
    lived = live(Network(sources=sources, servers=(1,)), 60)
    far = lived.source == 0
    set_out = lived.failed + stage(lived, "queue")
    assert set(month(set_out[far])) <= {0, 1, 10, 11}
    closed = far & (month(lived.failed) >= 2) & (month(lived.failed) < 10)
    opening = np.ceil((lived.failed[closed] - 10 * MONTH_H) / YEAR_H) * YEAR_H + 10 * MONTH_H
    late = set_out[closed] - opening
    assert (late >= -1e-6).all()
    assert np.median(late) < 60.0  # the line that formed while it was closed, no more
    assert stage(lived, "queue")[~far].mean() < 5.0


def test_a_crew_whose_way_back_closes_stays_until_it_opens():
    ways = (10.0,) + (NEVER,) * 10 + (10.0,)
    source = Source(
        machines=1, failures_per_h=(1e-3,) + (0.0,) * 11, pool=0, crew_h=ways,
        field_h=always(1000.0), work_cv=0.0,
    )  # fmt: skip
    lived = live(Network(sources=(source,), servers=(1,)), 30)
    assert len(lived.source)
    # home in December at the earliest: eleven months after the New Year of the failure
    free_h = lived.busy_h[0] / len(lived.source)
    assert free_h > 9.0 * MONTH_H
    assert np.allclose(lived.hours.sum(axis=1) - stage(lived, "queue"), 1010.0)


def test_a_machine_comes_where_the_month_lets_it_and_else_a_crew_goes():
    tow = (4.0,) * 6 + (NEVER,) * 6
    source = stream(
        0.01, 0.0, tow_h=tow, crew_h=always(2.0), bay_h=always(6.0), field_h=always(8.0),
        work_cv=0.0,
    )  # fmt: skip
    lived = live(Network(sources=(source,), servers=(100,)), 20)
    comes = month(lived.failed) < 6
    assert set(stage(lived, "go")[comes]) == {4.0}
    assert set(stage(lived, "go")[~comes]) == {2.0}
    inside = comes & (month(lived.failed + 20.0) < 6)
    assert set(np.round(stage(lived, "back")[inside], 9)) == {4.0}
    assert set(stage(lived, "back")[~comes]) == {0.0}


def test_a_broken_machine_does_not_fail_again_until_it_works():
    source = stream(0.02, 30.0, machines=1)
    lived = live(Network(sources=(source,), servers=(1,)), 60)
    order = np.argsort(lived.failed)
    works = (lived.failed + lived.hours.sum(axis=1))[order]
    assert (lived.failed[order][1:] >= works[:-1]).all()
    assert len(lived.source) == pytest.approx(60 * YEAR_H / (1 / 0.02 + 30.0), rel=0.03)


def test_what_the_owner_repairs_himself_keeps_the_machine_from_failing_outside():
    source = stream(0.02, 30.0, machines=1, outside=0.25, own_h=40.0, work_cv=0.0)
    lived = live(Network(sources=(source,), servers=(1,)), 100)
    # of each cycle 50 h work, 40 h own repair in three of four, 30 h outside repair in one of four
    cycle = 50.0 + 0.75 * 40.0 + 0.25 * 30.0
    assert len(lived.source) == pytest.approx(100 * YEAR_H / cycle * 0.25, rel=0.05)


def test_part_of_a_machine_fails_part_of_the_time():
    source = Source(machines=2.5, failures_per_h=always(1e-3), pool=0, field_h=always(1.0))
    lived = live(Network(sources=(source,), servers=(5,)), 100)
    assert len(lived.source) == pytest.approx(2.5e-3 * 100 * YEAR_H, rel=0.05)


def test_nothing_fails_nowhere():
    lived = live(Network(sources=(), servers=(1,)), 2)
    assert lived.hours.shape == (0, 6)


def test_months_and_openings():
    assert [month_of(h) for h in (0.0, 729.9, 730.0, 8759.9, 8760.0)] == [0, 0, 1, 11, 0]
    ways = (1.0,) + (NEVER,) * 11
    assert opens(100.0, ways) == 100.0
    assert opens(1000.0, ways) == YEAR_H
    assert opens(0.0, (NEVER,) * 12) == NEVER


def test_an_overload_is_reported_not_lived_for_ever():
    from optimizer.simulate.draws import Dice
    from optimizer.simulate.engine import Engine

    source = stream(1.0, 20.0)
    network = Network(sources=(source,), servers=(1,))
    lived = Engine(network, Dice(network, np.random.default_rng(1)), 0, 1).live()
    assert lived is not None
    assert lived.unfinished > 0
