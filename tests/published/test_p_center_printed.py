"""p-center optima of OR-Library's pmed graphs, a question to the compact model: can p hubs reach?

Optima: printed in timothy-ch-cheung/k-center, kcenteropt.txt (commit 6d9f3e3, after Pullan 2008).
They hold where the last of repeated edges counts, which is OR-Library's rule. At least four public
lists have 35 for pmed13; it is 36.

Graphs: Beasley's pmed files are not part of this project: the tests read them from the folder in
HUBS_INSTANCES, or from a folder ``shared/instances`` beside the checkout, and skip where neither is
there. The compact model decides graphs with many centres in seconds and those with few in minutes,
so that most are looked at with HUBS_LONG_TESTS=1 only.
"""

import os
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse.csgraph import shortest_path

from optimizer.model.choice import evaluate
from optimizer.model.compact import build, read_choice
from optimizer.problem import Problem
from optimizer.solve.adapter import run

OPTIMA = (
    127, 98, 93, 74, 48, 84, 64, 55, 37, 20, 59, 51, 36, 26, 18, 47, 39, 28, 18, 13,
    40, 38, 22, 15, 11, 38, 32, 18, 13, 9, 30, 29, 15, 11, 30, 27, 15, 29, 23, 13,
)  # fmt: skip
BESIDE = Path(__file__).resolve().parents[3] / "shared" / "instances"
FOLDER = Path(os.environ.get("HUBS_INSTANCES", BESIDE)) / "orlib_pmed"
QUICK = (5, 9, 10, 15, 20, 25)
LONG = bool(os.environ.get("HUBS_LONG_TESTS"))


def distances(number: int, least: bool = False) -> tuple[np.ndarray, int]:
    """Shortest ways between all places of a graph, and how many centres it asks for."""
    path = FOLDER / f"pmed{number}.txt"
    if not path.is_file():
        pytest.skip("OR-Library instances are not here: set HUBS_INSTANCES to their folder")
    places, _, centres, *rest = (int(word) for word in path.read_text().split())
    ways = np.full((places, places), np.inf)
    for i, j, cost in np.array(rest).reshape(-1, 3):
        kept = min(cost, ways[i - 1, j - 1]) if least else cost
        ways[i - 1, j - 1] = ways[j - 1, i - 1] = kept
    return shortest_path(ways), centres


def within(ways: np.ndarray, radius: float, centres: int) -> Problem:
    """Everybody served by a hub within the radius, for the price of so many hubs."""
    places = len(ways)
    return Problem(
        season_share=np.ones(1), linear=np.where(ways <= radius, 0.0, np.inf),
        stay=np.full(places, np.inf), size_cost=np.ones((places, 1)), stations=(),
        budget=float(centres), split=True,
    )  # fmt: skip


def can_reach(ways: np.ndarray, radius: float, centres: int) -> bool:
    problem = within(ways, radius, centres)
    model = build(problem)
    answer = run(model.prob)
    assert answer.has_values != answer.infeasible
    if answer.has_values:
        assert evaluate(problem, read_choice(model)).broken == ()
    return answer.has_values


@pytest.mark.parametrize("number", range(1, 41))
def test_printed_radius_and_not_one_less(number):
    if number not in QUICK and not LONG:
        pytest.skip("takes minutes: set HUBS_LONG_TESTS=1")
    ways, centres = distances(number)
    radius = OPTIMA[number - 1]
    assert can_reach(ways, radius, centres)
    assert not can_reach(ways, radius - 1, centres)


@pytest.mark.parametrize(
    ("number", "radius"),
    [(14, 25), (15, 17), (1, 121), (4, 73), (6, 82), (7, 63), (11, 57), (12, 49), (16, 45)],
)
def test_the_rule_for_repeated_edges_matters(number, radius):
    """COMPUTED: where the least of repeated edges counts, these radii are smaller."""
    if number != 15 and not LONG:
        pytest.skip("takes minutes: set HUBS_LONG_TESTS=1")
    assert radius < OPTIMA[number - 1]
    ways, centres = distances(number, least=True)
    assert can_reach(ways, radius, centres)
    assert not can_reach(ways, radius - 1, centres)
