"""Tables lie above the true curves, by no more than they say; stations fall into blocks."""

from dataclasses import dataclass, replace

import numpy as np
import pytest
from small_problems import small_problem

from optimizer.chords import chord_error
from optimizer.problem import Problem, Station
from optimizer.solve.patterns.blocks import blocks
from optimizer.solve.patterns.priced import on_grid, priced, queue_levels
from optimizer.solve.patterns.tables import tables
from optimizer.turnaround.poisson import KitCurve


def bundles_of(problem: Problem):
    """Every bundle's table with its stations."""
    for block in tables(problem).blocks:
        for table in block.bundles:
            yield table, [problem.stations[k] for k in table.bundle.stations]


def true_waiting(problem: Problem, station: Station, ratio: float, level: int, park: int, amount):
    """Aim per year at amounts A, from the station's own curve."""
    load = ratio * station.scale[:, park] * np.asarray(amount)[:, None]
    each = station.curves[level].value(load)
    return station.weight[park] * (each @ problem.season_share)


@pytest.mark.parametrize("seed", range(4))
def test_a_bundle_lies_above_the_truth_by_no_more_than_its_error(seed):
    problem = small_problem(seed)
    checked = 0
    for table, stations in bundles_of(problem):
        for f, (station, ratio) in enumerate(zip(stations, table.bundle.ratio, strict=True)):
            for park in range(problem.parks):
                for level in range(len(station.curves)):
                    true = true_waiting(problem, station, ratio, level, park, table.grid)
                    above = table.value[f, park, level] - true
                    assert above.min() >= -1e-12
                    assert (above <= table.error[f, park, level] + 1e-12).all()
                    assert above.max() <= 1e-3 * true.max()
                    checked += 1
    assert checked >= problem.parks * 4


@pytest.mark.parametrize("seed", range(4))
def test_levels_of_a_queue_lie_just_above_the_truth(seed):
    problem = small_problem(seed)
    rng = np.random.default_rng(seed)
    for block in tables(problem).blocks:
        for queue in block.queues:
            station = problem.stations[queue.station]
            park = int(rng.integers(problem.parks))
            load = rng.uniform(0, queue.unit[:, :, park].sum(axis=1).max(), (2, 40, 1))
            found = queue_levels(queue, problem.season_share, load, np.array([park]), 1.5)
            for level, curve in enumerate(station.curves):
                fits = load.max(axis=0)[:, 0] <= curve.capacity
                assert np.isinf(found[level, ~fits, 0]).all()
                waiting = curve.value(load[:, fits, 0]).T @ problem.season_share
                true = station.weight[park] * waiting + 1.5 * station.cost[park, level]
                above = found[level, fits, 0] - true
                assert (above >= -1e-9).all()
                assert (above <= 2e-4 * station.weight[park] * (1 + waiting)).all()


CONVEX = {
    "square": lambda x: x**2,
    "kink": lambda x: np.maximum(0.0, x - 0.731),
    "steep end": lambda x: np.maximum(0.0, x - 0.997) * 1e3,
    "queue": lambda x: x**2 / (1.02 - x),
    "kit": lambda x: KitCurve((2,), (1.0,), (1,)).value(3 * x),
}


@pytest.mark.parametrize("name", CONVEX)
@pytest.mark.parametrize("points", [3, 8, 50])
def test_a_chord_lies_no_farther_above_a_convex_curve_than_told(name, points):
    curve = CONVEX[name]
    grid = np.linspace(0.0, 1.0, points) ** 2
    told = chord_error(grid, curve(grid))
    part = np.linspace(0, 1, 101)
    x = grid[:-1, None] * (1 - part) + grid[1:, None] * part
    chord = curve(grid[:-1])[:, None] * (1 - part) + curve(grid[1:])[:, None] * part
    above = (chord - curve(x)).max(axis=1)
    assert (above <= told + 1e-12).all()
    assert told.max() > 0


def test_chords_of_a_line_have_no_error():
    grid = np.linspace(0, 1, 9)
    assert chord_error(grid, 0 * grid) == pytest.approx(0.0)
    assert chord_error(grid, 2 * grid)[1:] == pytest.approx(0.0)


def test_on_grid_finds_the_cell():
    table, _ = next(bundles_of(small_problem(0)))
    amount = np.array([0.0, 0.3, 0.999, 1.0, 1.7]) * table.grid[-1]
    left, part = on_grid(table, amount)
    back = table.grid[left] * (1 - part) + table.grid[left + 1] * part
    assert back == pytest.approx(np.minimum(amount, table.grid[-1]))
    assert (part >= -1e-9).all() and (part <= 1 + 1e-9).all()


def test_a_dearer_rouble_never_makes_waiting_cheaper():
    grids = tables(small_problem(2))
    low, high = priced(grids, 0.2), priced(grids, 0.9)
    for cheap, dear in zip(low.phi, high.phi, strict=True):
        for one, two in zip(cheap, dear, strict=True):
            assert (two >= one - 1e-12).all()
            assert (np.diff(one, axis=1) >= -1e-9).all(), "more parts asked for, more waiting"


def test_blocks_share_no_cell_and_no_station():
    problem = small_problem(0)
    found = blocks(problem)
    cells = np.concatenate([b.cells for b in found])
    assert sorted(cells) == list(range(problem.cells))
    stations = [k for b in found for k in (*b.queues, *(k for g in b.bundles for k in g.stations))]
    assert sorted(stations) == list(range(len(problem.stations)))
    for block in found:
        for k in (*block.queues, *(k for g in block.bundles for k in g.stations)):
            assert set(problem.stations[k].cells) <= set(block.cells)


def test_stations_that_share_no_cell_are_apart():
    problem = small_problem(0)
    crews, bays, _, large = problem.stations
    apart = blocks(replace(problem, stations=(crews, bays, large)))
    # the crews' cells need the large parts; the bays' cells need nothing of theirs
    assert [set(b.queues) for b in apart] == [{0, 2}, {1}]


def test_a_cell_that_needs_no_station_is_a_block_of_its_own():
    problem = small_problem(0)
    found = blocks(replace(problem, stations=problem.stations[:1]))
    alone = [b for b in found if not b.queues and not b.bundles]
    assert len(found) == 1 + len(alone) and len(alone) == problem.cells - 2


def test_proportional_stocks_are_one_bundle():
    problem = small_problem(0)
    small = problem.stations[2]
    double = replace(small, name="double", rate=2 * small.rate)
    other = replace(small, name="other", rate=small.rate * np.linspace(1, 2, problem.cells))
    (block,) = blocks(replace(problem, stations=(*problem.stations, double, other)))
    assert [b.stations for b in block.bundles] == [(2, 4), (5,)]
    assert block.bundles[0].ratio == pytest.approx((1.0, 2.0))


def test_a_stock_that_small_hubs_cannot_host_is_not_looked_up_by_load_alone():
    problem = small_problem(0)
    small = problem.stations[2]
    limited = replace(small, allowed=np.array([[True, True, False, False], [True] * 4, [True] * 4]))
    stations = (*problem.stations[:2], limited, problem.stations[3])
    (block,) = blocks(replace(problem, stations=stations))
    assert 2 in block.queues and not block.bundles


def test_one_host_class_bounds_the_others():
    """Hubs of the small problems overlap in what they host: no size hosts every level."""
    for block in tables(small_problem(0)).blocks:
        for queue in block.queues:
            widest = [queue.allowed[b] for b in block.hosts]
            assert any((queue.allowed[:-1] <= one).all() for one in widest)
        assert len(block.host) == 3 and block.host.max() < len(block.hosts)


@dataclass(frozen=True)
class Listed:
    """A curve of one's own, which cannot be hashed."""

    worst: list[float]
    capacity: float = 2.0

    def value(self, load):
        return self.worst[0] * np.asarray(load) ** 2

    def slope(self, load):
        return 2 * self.worst[0] * np.asarray(load)


def test_any_curve_will_do():
    problem = small_problem(0)
    own = replace(problem.stations[0], curves=(Listed([0.1]), Listed([0.05]), Listed([0.01])))
    grids = tables(replace(problem, stations=(own, *problem.stations[1:])))
    lines = next(q.lines for b in grids.blocks for q in b.queues if q.station == 0)
    for curve, tangents in zip(own.curves, lines, strict=True):
        load = np.linspace(0, curve.capacity, 50)
        for intercept, slope in tangents:
            assert (intercept + slope * load <= curve.value(load) + 1e-12).all()
