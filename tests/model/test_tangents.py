"""Tangents lie below their curve and close to it; a load row says the same as the Problem."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_problems import small_problem

from optimizer.model.choice import station_loads
from optimizer.model.free_curve import FreeCurve
from optimizer.model.rows import SeasonMean, load_rows
from optimizer.model.tangents import tangent, tangent_points, tangents
from optimizer.turnaround.erlang import QueueCurve
from optimizer.turnaround.poisson import KitCurve

KIT = KitCurve((3, 1), (0.4, 0.05), (2, 4))
CURVES = [
    (QueueCurve(1), 0.9),
    (QueueCurve(7), 6.3),
    (QueueCurve(40), 36.0),
    (KIT, 12.0),
    (KitCurve((0, 0), (0.4, 0.05), (2, 4)), 12.0),
    (SeasonMean(QueueCurve(3), (0.3, 0.7), (1.0, 0.25)), 2.7),
    (SeasonMean(KIT, (0.5, 0.5), (1.0, 0.6)), 20.0),
    (FreeCurve(2.0), 2.0),
]


@pytest.mark.parametrize(("curve", "most"), CURVES)
@settings(max_examples=60, deadline=None)
@given(at=st.floats(0, 1), seen=st.floats(0, 1))
def test_tangent_is_nowhere_above_the_curve(curve, most, at, seen):
    intercept, slope = tangent(curve, at * most)
    value = float(curve.value(np.array(seen * most)))
    assert intercept + slope * seen * most <= value + 1e-9 * (1 + abs(intercept))


@pytest.mark.parametrize(("curve", "most"), CURVES)
@pytest.mark.parametrize("tolerance", [0.2, 0.04, 0.001])
def test_tangents_are_as_close_as_asked(curve, most, tolerance):
    points = tangent_points(curve, most, tolerance)
    assert points[0] == 0
    assert points[-1] == most
    grid = np.linspace(0, most, 2001)
    lines = np.array([i + s * grid for i, s in tangents(curve, points)])
    value = curve.value(grid)
    assert (value - lines.max(axis=0) <= tolerance * (value + 0.02) + 1e-12).all()


def test_finer_tangents_are_more():
    counts = [len(tangent_points(QueueCurve(3), 2.7, t)) for t in (0.2, 0.04, 0.001)]
    assert counts == sorted(set(counts))


def test_a_load_that_cannot_be_needs_one_point():
    assert tangent_points(QueueCurve(2), 0.0, 0.04).tolist() == [0.0]


def test_season_mean_by_hand():
    mean = SeasonMean(QueueCurve(1), (0.25, 0.75), (1.0, 0.5))
    # one server: a^2 / (1 - a) at 0.8 and at 0.4
    assert float(mean.value(np.array(0.8))) == pytest.approx(0.25 * 3.2 + 0.75 * 0.16 / 0.6)
    assert mean.capacity == pytest.approx(0.9)
    step = 1e-6
    rise = (mean.value(np.array(0.8 + step)) - mean.value(np.array(0.8 - step))) / (2 * step)
    assert float(mean.slope(np.array(0.8))) == pytest.approx(float(rise), rel=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_load_rows_wait_as_the_problem_says(seed):
    """Weight x curve(load) summed over a station's rows is its worth in the exact evaluation."""
    problem = small_problem(seed)
    rng = np.random.default_rng(seed)
    share = rng.uniform(0, 0.3, problem.linear.shape) * np.isfinite(problem.linear)
    loads = station_loads(problem, share)
    for k, station in enumerate(problem.stations):
        for j in range(problem.parks):
            for level in range(len(station.curves)):
                rows = load_rows(problem, station, j)
                told = sum(
                    r.weight
                    * float(r.curves[level].value(r.coefficients @ share[station.cells, j]))
                    for r in rows
                )
                assert told == pytest.approx(problem.waiting(station, j, level, loads[k][:, j]))


def test_parts_of_one_profile_make_one_row_with_the_load_of_the_fullest_season():
    problem = small_problem(0)
    small, large = problem.stations[2], problem.stations[3]
    (row,) = load_rows(problem, small, 1)
    full = small.unit_load(1).sum(axis=1).max()
    served = np.isfinite(problem.linear[small.cells, 1])
    assert row.coefficients[served].sum() <= full + 1e-12
    assert np.allclose(row.coefficients[served], small.unit_load(1).max(axis=0)[served])
    assert (row.coefficients[~served] == 0).all()
    assert len(load_rows(problem, large, 1)) == 2


def test_a_free_curve_never_waits():
    curve = FreeCurve(3.0)
    assert curve.capacity == 3
    assert curve.value(np.array([0, 1, 3])).tolist() == [0, 0, 0]
    assert curve.slope(np.array([0, 1, 3])).tolist() == [0, 0, 0]
