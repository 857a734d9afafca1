"""Means, quantiles and their intervals."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from optimizer.simulate.estimate import half_width, hours_by_group, mean_of
from optimizer.simulate.sample import Sample, sample


def made(rng: np.random.Generator, jobs: int) -> Sample:
    """A sample with two sources; those of the second take 100 h longer."""
    source = rng.integers(0, 2, jobs).astype(np.int32)
    hours = (rng.exponential(10.0, jobs) + 100.0 * source).astype(np.float32)
    month = rng.integers(0, 12, jobs).astype(np.int8)
    nothing = np.zeros(0)
    return Sample(
        source=source, month=month, turnaround_h=hours, repairs=np.zeros((2, 12), int),
        stage_h=np.zeros((2, 12, 6)), down=np.zeros(12), busy=nothing, asked=nothing.astype(int),
        short=nothing.astype(int), late_h=nothing, unfinished=0,
    )  # fmt: skip


def test_half_width_is_students():
    values = np.random.default_rng(1).normal(size=(7, 3))
    low, high = stats.t.interval(0.95, 6, values.mean(axis=0), stats.sem(values, axis=0))
    assert half_width(values) == pytest.approx((high - low) / 2)
    assert mean_of(values).low == pytest.approx(low)


def test_a_single_replication_has_no_interval():
    assert np.isnan(half_width(np.array([[1.0, 2.0]]))).all()


def test_replications_without_a_value_are_left_out():
    values = np.array([[1.0], [np.nan], [3.0], [2.0]])
    assert half_width(values) == pytest.approx(half_width(values[[0, 2, 3]]))


def test_intervals_cover_the_truth_as_often_as_they_say():
    rng = np.random.default_rng(2)
    runs = rng.exponential(1.0, (4000, 10, 30)).mean(axis=2)  # 4000 studies of 10 replications
    half = half_width(runs.T)
    covered = np.abs(runs.mean(axis=1) - 1.0) <= half
    assert covered.mean() == pytest.approx(0.95, abs=0.015)


def test_groups_are_told_apart_and_quantiles_are_those_of_all_together():
    rng = np.random.default_rng(3)
    samples = [made(rng, 3000) for _ in range(6)]
    group = np.tile([[0], [1]], (1, 12))
    found = hours_by_group(samples, group, 3)
    for g in (0, 1):
        hours = np.concatenate([s.turnaround_h[s.source == g] for s in samples])
        assert found.value[g, 0] == pytest.approx(hours.mean(), rel=1e-6)
        assert found.value[g, 1:] == pytest.approx(np.quantile(hours, (0.5, 0.9, 0.95, 0.99)))
        truth = 100.0 * g + np.array(
            [10.0, *(-10.0 * np.log(1 - np.array([0.5, 0.9, 0.95, 0.99])))]
        )
        assert (np.abs(found.value[g] - truth) < 2.5 * found.half[g]).all()
    assert np.isnan(found.value[2]).all()


def test_months_can_be_a_group_and_the_others_count_nowhere():
    samples = [made(np.random.default_rng(n), 2000) for n in range(3)]
    group = np.full((2, 12), -1)
    group[1, 5] = 0
    found = hours_by_group(samples, group, 1)
    mine = np.concatenate([s.turnaround_h[(s.source == 1) & (s.month == 5)] for s in samples])
    assert found.value[0, 0] == pytest.approx(mine.mean(), rel=1e-6)


def test_machines_down_are_repairs_times_hours():
    """Little's law, month by month: what stands in each month adds up to all hours."""
    from lived import stream
    from numpy.random import SeedSequence

    from optimizer.simulate.network import Network

    network = Network(sources=(stream(0.5, 20.0, machines=40, work_cv=0.5),), servers=(30,))
    one = sample(network, SeedSequence(1), 1, 5)
    assert one is not None
    assert one.down.mean() == pytest.approx(
        one.turnaround_h.sum(dtype=float) / (5 * 8760), rel=1e-5
    )
    assert one.down.min() > 0.8 * one.down.mean()
    assert one.stage_h.sum() == pytest.approx(one.turnaround_h.sum(dtype=float), rel=1e-5)
    assert one.repairs.sum() == len(one.turnaround_h)
