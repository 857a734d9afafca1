"""The network that is simulated, against the plan's own stages and stations."""

from __future__ import annotations

import numpy as np
import pytest

from optimizer.simulate.network import MONTH_H, Network, Source
from optimizer.simulate.setting import setting
from optimizer.turnaround.poisson import KitCurve

NEVER = float("inf")


@pytest.fixture(scope="module")
def network(khabarovsk) -> Network:
    return setting(khabarovsk).network


def served(plan) -> np.ndarray:
    return np.flatnonzero((plan.choice.served >= 0) & (plan.built.demand.rate > 0))


def by_season(plan, months: np.ndarray, d: int) -> np.ndarray:
    """Mean of twelve values over the repairs of each season."""
    rate = plan.built.demand.by_month[:, d]
    return np.array(
        [
            (months[m] @ rate[m]) / max(rate[m].sum(), 1e-300)
            for m in (np.array(sorted(s.months)) - 1 for s in plan.region.seasons)
        ]
    )


def test_failures_that_go_outside_are_the_demand(khabarovsk, network):
    rate = np.array(
        [np.multiply(s.failures_per_h, s.machines * s.outside) for s in network.sources]
    )
    demand = khabarovsk.built.demand
    assert np.allclose(rate.T, demand.by_month)
    assert np.allclose(rate.sum(axis=1) * MONTH_H, demand.rate * 8760)


def test_some_fleets_are_served_both_ways_and_some_keep_today(khabarovsk, network):
    mine = served(khabarovsk)
    assert {network.sources[d].tow_h[0] == NEVER for d in mine} == {True, False}
    assert {s.pool < 0 for s in network.sources} == {True, False}


def test_ways_cold_and_hours_are_those_of_the_stages(khabarovsk, network):
    stages = khabarovsk.built.stages
    for d in served(khabarovsk):
        source, j = network.sources[d], khabarovsk.choice.served[d]
        tow = np.array(source.tow_h)
        crew = tow == NEVER
        rate = khabarovsk.built.demand.by_month[:, d] > 0
        seasons = [
            bool(rate[np.array(sorted(s.months)) - 1].any()) for s in khabarovsk.region.seasons
        ]
        go = np.where(crew, source.crew_h, tow)
        work = np.where(crew, source.field_h, source.bay_h)
        busy = work + source.setup_h + np.where(crew, 2 * np.array(source.crew_h), 0.0)
        for months, planned in (
            (go, stages.go_h), (work, stages.handson_h), (busy, stages.busy_h),
            (np.where(crew, 0.0, tow), stages.back_h),
        ):  # fmt: skip
            expected = planned[:, d, j]
            assert by_season(khabarovsk, months, d)[seasons] == pytest.approx(expected[seasons])
        assert source.report_h == stages.report_h[d]


def test_kits_are_laid_out_part_by_part(khabarovsk):
    scene, problem = setting(khabarovsk), khabarovsk.problem
    stations = {s.name: (k, s) for k, s in enumerate(problem.stations)}
    assert scene.shelves
    for (j, family), shelf in zip(scene.shelves, scene.network.shelves, strict=True):
        k, station = stations[family]
        kit = station.curves[khabarovsk.choice.level[k, j]]
        assert isinstance(kit, KitCurve)
        assert shelf.stock.sum() == kit.pieces
        assert shelf.share.sum() == pytest.approx(1.0)
        assert (np.diff(shelf.share) <= 1e-12).all()
        assert (np.diff(shelf.stock) <= 0).all()  # the likelier part has the deeper stock
        f = next(n for n, row in enumerate(khabarovsk.region.families) if row.id == family)
        lead = shelf.resupply_h + np.array(shelf.way_h)
        seasons = [lead[np.array(sorted(s.months)) - 1].mean() for s in khabarovsk.region.seasons]
        assert seasons == pytest.approx(khabarovsk.built.lead_h[f, :, j])


def test_parts_that_are_asked_for_are_the_load_of_the_shelves(khabarovsk):
    scene = setting(khabarovsk)
    asked = np.zeros(len(scene.shelves))
    for source in scene.network.sources:
        rate = source.machines * source.outside * float(np.mean(source.failures_per_h))
        for shelf, probability in source.needs:
            asked[shelf] += rate * probability
    stations = {s.name: s for s in khabarovsk.problem.stations}
    share = khabarovsk.built.season_share
    for n, (j, family) in enumerate(scene.shelves):
        station = stations[family]
        mine = khabarovsk.choice.served[station.cells] == j
        assert asked[n] == pytest.approx((share @ station.rate)[mine].sum())


def test_pools_have_the_servers_of_the_plan(khabarovsk):
    scene, table = setting(khabarovsk), khabarovsk.stations
    pools = table[table["kind"] == "servers"]
    planned = {(row.park, row.station): row.servers for row in pools.itertuples()}
    parks = khabarovsk.region.parks
    found = {
        (parks[j].id, pool): n
        for (j, pool), n in zip(scene.pools, scene.network.servers, strict=True)
    }
    assert planned.items() <= found.items()


def test_other_variation_and_discipline(tutorial):
    network = setting(tutorial, cv=0.25, resupply_cv=0.0, by_value=True).network
    assert {s.work_cv for s in network.sources} == {0.25}
    assert {s.resupply_cv for s in network.shelves} == {0.0}
    assert network.by_value
    own = setting(tutorial).network
    assert {s.work_cv for s in own.sources} == {c.handson_cv for c in tutorial.region.classes}


def test_a_fleet_without_failures_is_a_source_of_nothing():
    assert Source(machines=0.0, failures_per_h=(0.0,) * 12).pool < 0
