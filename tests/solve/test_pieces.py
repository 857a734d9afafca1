"""What the proof uses of a bundle's cost never lies above it, and not far below."""

from itertools import pairwise

import numpy as np
import pytest
from small_problems import small_problem

from optimizer.solve.patterns.pieces import lower_cells, lower_cells_all, lower_pieces
from optimizer.solve.patterns.tables import tables


def true_phi(problem, table, park, price, amount):
    """phi_g(A) from the stations' own curves: the best level of each stock."""
    total = np.zeros(len(amount))
    for k, ratio in zip(table.bundle.stations, table.bundle.ratio, strict=True):
        station = problem.stations[k]
        load = ratio * station.scale[:, park] * amount[:, None]
        each = [
            station.weight[park] * (curve.value(load) @ problem.season_share)
            + price * station.cost[park, level]
            for level, curve in enumerate(station.curves)
        ]
        total += np.min(each, axis=0)
    return total


def cases():
    for seed in range(3):
        problem = small_problem(seed)
        for block in tables(problem).blocks:
            for table in block.bundles:
                for price in (0.0, 0.15, 1.0, 6.0):
                    yield problem, table, seed % problem.parks, price


@pytest.mark.parametrize("tolerance", [1e-4, 0.05, 2.0])
def test_pieces_lie_below_the_truth_within_their_tolerance(tolerance):
    for problem, table, park, price in cases():
        most = 0.7 * table.grid[-1]
        pieces = lower_pieces(table, park, price, most, tolerance)
        assert pieces[0].left == 0.0 and pieces[-1].right >= most * (1 - 1e-9)
        for one, two in pairwise(pieces):
            assert one.right == two.left
        for piece in pieces:
            amount = np.linspace(piece.left, min(piece.right, most), 60)
            below = true_phi(problem, table, park, price, amount)
            below -= piece.intercept + piece.slope * amount
            assert below.min() >= -1e-9
            scale = true_phi(problem, table, park, price, table.grid[-1:])[0]
            # inside one cell of the grid the best level may change: a hump above the chord
            assert below.max() <= tolerance + 3e-3 * scale


def test_a_coarse_tolerance_needs_few_pieces():
    counts = []
    for _, table, park, price in cases():
        counts.append([len(lower_pieces(table, park, price, table.grid[-1], t))
                       for t in (1e-4, 0.05, 50.0)])  # fmt: skip
    fine, middle, coarse = np.array(counts).T
    assert (fine >= middle).all() and (middle >= coarse).all()
    assert (coarse <= 2).all() and fine.max() > 5


def test_lower_cells_are_those_of_all_parks():
    for problem, table, _, price in cases():
        left, right = lower_cells_all(table, price)
        for park in range(problem.parks):
            one = lower_cells(table, park, price)
            assert (one[0] == left[park]).all() and (one[1] == right[park]).all()


def test_lower_cells_hold_inside_every_cell_of_the_grid():
    for problem, table, park, price in cases():
        left, right = lower_cells(table, park, price)
        for part in (0.0, 0.2, 0.5, 0.8, 1.0):
            amount = table.grid[:-1] * (1 - part) + table.grid[1:] * part
            line = left * (1 - part) + right * part
            assert (line <= true_phi(problem, table, park, price, amount) + 1e-9).all()
