"""OR-Library's p-median graphs and TSPLIB points, proven at the published optima.

Optima: Beasley, OR-Library (pmedopt); Duran-Mateluna, Ales and Elloumi 2023, table 2 (rl1304).
The instances are not part of this project: the tests read them from the folder in HUBS_INSTANCES,
or from a folder ``shared/instances`` beside the checkout, and skip where neither is there.
"""

import os
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse.csgraph import shortest_path

from optimizer import locate

OPTIMA = (
    5819, 4093, 4250, 3034, 1355, 7824, 5631, 4445, 2734, 1255, 7696, 6634, 4374, 2968, 1729, 8162,
    6999, 4809, 2845, 1789, 9138, 8579, 4619, 2961, 1828, 9917, 8307, 4498, 3033, 1989, 10086, 9297,
    4700, 3013, 10400, 9934, 5057, 11060, 9423, 5128,
)  # fmt: skip
RL1304 = {5: 3099073, 20: 1412108, 50: 795012, 100: 491639, 300: 177326, 500: 97024}
BESIDE = Path(__file__).resolve().parents[3] / "shared" / "instances"
FOLDER = Path(os.environ.get("HUBS_INSTANCES", BESIDE))
LONG = bool(os.environ.get("HUBS_LONG_TESTS"))
QUICK = (1, 3, 5, 6, 9, 10, 14, 20, 24, 30, 40)


def graph(number):
    path = FOLDER / "orlib_pmed" / f"pmed{number}.txt"
    if not path.is_file():
        pytest.skip("OR-Library instances are not here: set HUBS_INSTANCES to their folder")
    places, _, p, *rest = (int(word) for word in path.read_text().split())
    ways = np.full((places, places), np.inf)
    for i, j, cost in np.array(rest).reshape(-1, 3):
        ways[i - 1, j - 1] = ways[j - 1, i - 1] = cost
    return shortest_path(ways), p


def tsplib(name):
    path = FOLDER / "tsplib" / f"{name}.tsp"
    if not path.is_file():
        pytest.skip("TSPLIB instances are not here: set HUBS_INSTANCES to their folder")
    text = path.read_text().split("NODE_COORD_SECTION")[1].split("EOF")[0].split()
    return locate.from_points(np.array(text, dtype=float).reshape(-1, 3)[:, 1:], whole=True)


@pytest.mark.parametrize("number", range(1, 41))
def test_or_library(number):
    if number not in QUICK and not LONG:
        pytest.skip("the quick ones show it: set HUBS_LONG_TESTS=1 for all")
    ways, p = graph(number)
    found = locate.p_median(ways, p, seed=number)
    assert (found.value, found.bound, found.status) == (OPTIMA[number - 1],) * 2 + ("optimal",)


@pytest.mark.parametrize("p", RL1304)
def test_rl1304(p):
    if p not in {50, 300} and not LONG:
        pytest.skip("two show it: set HUBS_LONG_TESTS=1 for all")
    found = locate.p_median(tsplib("rl1304"), p)
    assert (found.value, found.bound, found.status) == (RL1304[p],) * 2 + ("optimal",)
