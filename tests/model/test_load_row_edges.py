"""Rows and tangents where something is zero, closed, steep or the same in every season."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
from small_problems import small_problem

from optimizer.model.compact import build
from optimizer.model.rows import SeasonMean, load_rows
from optimizer.model.tangents import tangent_points, tangents
from optimizer.problem import Array
from optimizer.turnaround.erlang import QueueCurve
from optimizer.turnaround.poisson import KitCurve

PARTS = 2
"""Station of `small_problem` whose seasons are proportional."""


@dataclass(frozen=True)
class Wedge:
    """Free up to one, then two for each unit more."""

    capacity: float = 4.0

    def value(self, load: Array) -> Array:
        return 2 * np.maximum(np.asarray(load, float) - 1.0, 0.0)

    def slope(self, load: Array) -> Array:
        return np.where(np.asarray(load) > 1.0, 2.0, 0.0)


def test_points_are_few_enough_however_close_they_shall_be():
    points = tangent_points(QueueCurve(3), 2.7, 1e-12)
    assert 200 <= len(points) < 400
    assert (np.diff(points) > 0).all()


def test_two_tangents_are_enough_for_two_straight_pieces():
    assert tangent_points(Wedge(), 4.0, 0.0).tolist() == [0, 4]
    assert tangents(Wedge(), np.array([0.0, 4.0])) == [(0, 0), (-2, 2)]


def test_points_stand_where_neighbouring_tangents_cross():
    """One server: a²/(1 − a) is 8.1 at 0.9, its slope 99; the tangent at 0 is flat."""
    cross = 0.9 - 8.1 / 99
    points = tangent_points(QueueCurve(1), 0.9, 0.5)
    assert points[0] == 0 and points[-1] == 0.9
    assert np.abs(points - cross).min() < 1e-12
    wait = cross**2 / (1 - cross)
    enough = 2 * wait - wait  # tolerance x (curve + floor) is what the tangents miss there
    assert len(tangent_points(QueueCurve(1), 0.9, 0.5, floor=1.001 * enough)) == 2
    assert len(tangent_points(QueueCurve(1), 0.9, 0.5, floor=0.999 * enough)) == 3


def test_a_season_without_days_has_no_row():
    problem = replace(small_problem(5), season_share=np.array([1.0, 0.0]))
    (row,) = load_rows(problem, problem.stations[0], 1)
    assert row.weight == problem.stations[0].weight[1]
    served = np.isfinite(problem.linear[problem.stations[0].cells, 1])
    assert row.coefficients == pytest.approx(problem.stations[0].unit_load(1)[0] * served)


def test_weights_of_the_seasons_are_the_weight():
    problem = small_problem(5)
    crews = problem.stations[0]
    rows = load_rows(problem, crews, 2)
    assert [row.weight for row in rows] == pytest.approx(crews.weight[2] * np.array([0.4, 0.6]))


def test_parts_that_are_there_at_once_load_nothing():
    """Lead time none: a row of zeros, and nothing divided by it."""
    problem = small_problem(6)
    station = problem.stations[PARTS]
    at_once = replace(station, hours=np.zeros_like(station.hours))
    (row,) = load_rows(problem, at_once, 0)
    assert (row.coefficients == 0).all()
    assert row.most(3) == 0
    assert float(row.curves[1].value(np.array(7.0))) == 0
    assert row.curves[3].capacity == np.inf
    queue = SeasonMean(QueueCurve(2), (0.5, 0.5), (0.0, 0.0))
    assert queue.capacity > 1e100


def test_the_fullest_season_decides_the_capacity_of_a_mean():
    assert SeasonMean(QueueCurve(2), (0.5, 0.5), (0.25, 0.5)).capacity == pytest.approx(3.6)
    assert SeasonMean(KitCurve((1,), (1.0,), (1,)), (0.5, 0.5), (1.0, 0.5)).capacity == np.inf


def test_the_greatest_load_of_a_level_is_its_capacity_or_all_there_is():
    problem = small_problem(7)
    for row in load_rows(problem, problem.stations[0], 0):
        everything = float(row.coefficients.sum())
        assert row.most(0) == pytest.approx(min(0.9, everything))
        busy = replace(row, coefficients=100 * row.coefficients)
        assert [busy.most(v) for v in range(3)] == pytest.approx([0.9, 1.8, 2.7])


def test_a_finer_model_has_more_tangents():
    problem = small_problem(8)
    counts = [build(problem, tolerance).cuts for tolerance in (0.2, 0.04, 0.005)]
    assert counts == sorted(set(counts))
    assert build(problem).cuts == counts[1]


def test_an_empty_kit_waits_in_a_straight_line():
    """All on order wait: the tangents say so many for each unit of load, and nothing else."""
    problem = small_problem(9)
    model = build(problem)
    kept = model.prob.constraints
    rows = kept() if callable(kept) else kept.values()
    told = [{v.name: a for v, a in c.items()} for c in rows if c.name.startswith("tangent")]
    on_empty = [row for row in told if "q_1_2_0_0" in row]
    slope = float(model.rows[1, PARTS][0].curves[0].slope(np.array(0.0)))
    assert on_empty
    for row in on_empty:
        assert row["q_1_2_0_0"] == 1
        assert row["a_1_2_0_0"] == pytest.approx(-slope)
        assert row.get("y_1_2_0", 0) == pytest.approx(0, abs=1e-12)
