"""Networks that change while they are lived: what has begun goes on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from lived import ENDLESS, always, interval, live, stage, stream

from optimizer.region import load_region
from optimizer.simulate.calendar import WHOLE_YEAR, lived_months
from optimizer.simulate.course import Course, CourseEngine
from optimizer.simulate.network import MONTH_H, YEAR_H, Network, Shelf
from optimizer.simulate.rollout.sample import reduced_course
from optimizer.turnaround.poisson import backorders


def lived_course(course: Course, seed: int = 1):
    found = CourseEngine(course, np.random.default_rng(seed)).live()
    assert found is not None
    return found


def kit(*stock: int, lead_h: float = 100.0, cv: float = 1.0) -> Shelf:
    return Shelf(share=np.full(len(stock), 1 / len(stock)), stock=np.array(stock),
                 resupply_h=lead_h, resupply_cv=cv)  # fmt: skip


def asking(shelf: Shelf, rate: float) -> Network:
    """Repairs that need a part each and no hands."""
    source = stream(rate, 0.0, needs=((0, 1.0),), work_cv=0.0)
    return Network(sources=(source,), servers=(ENDLESS,), shelves=(shelf,))


def test_where_nothing_changes_it_is_the_ordinary_simulation():
    """The same chance, and every hour of every repair the same."""
    network = Network(
        sources=(stream(0.2, 4.0, needs=((0, 0.5),)), stream(0.05, 20.0, machines=20)),
        servers=(2,), shelves=(kit(2, 4),),
    )  # fmt: skip
    ordinary = live(network, 3, seed=4, warm_years=1)
    changing = lived_course(Course((network,) * 4, (12,) * 4), seed=4)
    mine = changing.failed >= YEAR_H
    assert np.array_equal(changing.failed[mine] - YEAR_H, ordinary.failed)
    assert np.array_equal(changing.hours[mine], ordinary.hours)


def test_a_repair_that_has_begun_stays_with_its_hub():
    first = stream(0.08, 30.0, crew_h=always(1.0), pool=0)
    networks = tuple(
        Network(sources=(source,), servers=(2, 2))
        for source in (first, replace(first, pool=1, crew_h=always(2.0)))
    )
    lived = lived_course(Course(networks, (3, 3)))
    before = lived.failed < 3 * MONTH_H
    assert set(stage(lived, "go")[before]) == {1.0}
    assert set(stage(lived, "go")[~before]) == {2.0}
    begun = lived.failed + lived.hours[:, :3].sum(axis=1)
    assert (before & (begun > 3 * MONTH_H)).any()  # some were still in line


def test_new_servers_take_the_line_when_they_begin():
    source = stream(0.05, 10.0, report_h=0.0, field_h=always(10.0), work_cv=0.0)
    networks = tuple(Network(sources=(source,), servers=(n,)) for n in (0, ENDLESS))
    lived = lived_course(Course(networks, (1, 1)))
    before = lived.failed < MONTH_H
    served = lived.failed + stage(lived, "queue")
    assert before.sum() > 10
    assert np.allclose(served[before], MONTH_H)
    assert not stage(lived, "queue")[~before].any()


def test_servers_that_become_fewer_are_refused():
    source = stream(0.05, 10.0)
    with pytest.raises(ValueError, match="fewer"):
        Course(tuple(Network(sources=(source,), servers=(n,)) for n in (2, 1)), (1, 1))


def test_pieces_that_are_added_are_there_at_once():
    far = 10 * YEAR_H
    networks = tuple(asking(kit(n, lead_h=far, cv=0.0), 0.02) for n in (1, 100))
    lived = lived_course(Course(networks, (1, 1)))
    parts, before = stage(lived, "parts"), lived.failed < MONTH_H
    assert parts[0] == 0  # the one piece that lies there
    waited = np.flatnonzero(before)[1:]
    assert len(waited) > 5
    assert np.allclose(lived.failed[waited] + parts[waited], MONTH_H)
    assert not parts[~before].any()


def test_a_kit_that_is_given_up_leaves_nothing_behind():
    networks = tuple(asking(kit(n, lead_h=100.0, cv=0.0), 0.02) for n in (50, 0))
    lived = lived_course(Course(networks, (2, 2)))
    late = lived.failed >= 2 * MONTH_H
    assert not stage(lived, "parts")[~late].any()
    # pieces that were on order may not come to the shelf either
    assert np.allclose(stage(lived, "parts")[late], 100.0)


@pytest.mark.parametrize("levels", [(3, 0, 3), (3, 1, 3), (1, 3), (5, 3)])
def test_a_kit_is_that_of_its_level_after_any_change(levels):
    """The last stretch is long: its mean wait is Palm's at its own level."""
    rate, lead_h = 0.02, 100.0
    months = (*[1] * (len(levels) - 1), 12 * 40)
    course = Course(tuple(asking(kit(n), rate) for n in levels), months)
    lived = lived_course(course, seed=7)
    exact = float(backorders(np.array(levels[-1]), np.array(rate * lead_h))) / rate
    late = replace(lived, hours=lived.hours[lived.failed > YEAR_H], years=42,
                   failed=lived.failed[lived.failed > YEAR_H])  # fmt: skip
    mean, half = interval(late, stage(late, "parts"))
    assert half < 0.2 * exact
    assert abs(mean - exact) < 2 * half


def test_fleets_that_grow_fail_more_often():
    networks = tuple(
        Network(sources=(replace(stream(0.1, 1.0), machines=n, failures_per_h=always(1e-5)),),
                servers=(ENDLESS,))
        for n in (10_000, 30_000)
    )  # fmt: skip
    lived = lived_course(Course(networks, (12, 12)))
    before = (lived.failed < YEAR_H).sum()
    assert (lived.failed >= YEAR_H).sum() / before == pytest.approx(3.0, rel=0.15)


def test_who_stands_is_counted_in_every_quarter_he_stands_in():
    """One machine that is away from the first week on until help comes with the third quarter."""
    source = replace(stream(0.01, 24.0, machines=1), work_cv=0.0)
    networks = tuple(Network(sources=(source,), servers=(n,)) for n in (0, 0, 1))
    lived = lived_course(Course(networks, (3, 3, 3)))
    sample = reduced_course(lived, Course(networks, (3, 3, 3)))
    assert sample.down[0] == pytest.approx(1.0)
    assert sample.standing.tolist() == [1.0, 1.0]
    within = [max(0.0, min(f + h, 9 * MONTH_H) - max(f, 6 * MONTH_H))
              for f, h in zip(lived.failed, lived.hours.sum(axis=1), strict=True)]  # fmt: skip
    assert sample.down[1] == pytest.approx(sum(within) / (3 * MONTH_H))


def test_a_course_begins_in_its_month():
    """Failures of July only, seen from a start in June."""
    july = tuple(0.1 * (month == 6) for month in range(12))
    source = replace(stream(0.1, 1.0), machines=1, failures_per_h=july)
    network = Network(sources=(source,), servers=(1,))
    course = Course((network, network), (1, 3), first_month=5)
    lived = lived_course(course)
    assert len(lived.failed)
    assert (lived.failed // MONTH_H == 6).all()
    assert reduced_course(lived, course).repairs.sum() == len(lived.failed)


@pytest.mark.parametrize(
    ("months", "order"),
    [(range(1, 13), WHOLE_YEAR), ((4, 5, 6), (3, 4, 5)), ((11, 12, 1), (10, 11, 0))],
)
def test_a_quarter_comes_again_and_again(months, order):
    region = load_region("tutorial")
    covered = frozenset(months)
    seasons = tuple(
        replace(s, months=s.months & covered) for s in region.seasons if s.months & covered
    )
    assert lived_months(replace(region, seasons=seasons)) == order * (12 // len(order))
