"""Capacitated location at the optima that others printed.

Instances: Beasley (OR-Library, demand may be split), Holmberg, Ronnqvist and Yuan (1999) and
Delmaire et al. (1999; single source). They are not part of this project: the tests read them from
the folder in HUBS_INSTANCES, or from a folder ``shared/instances`` beside the checkout, and skip
where neither is there. All of them with HUBS_LONG_TESTS=1, a few otherwise.
"""

import os
from pathlib import Path

import pytest

from bench.locate_capacitated import instances
from optimizer import locate

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "instances"
FOLDER = Path(os.environ.get("HUBS_INSTANCES", BESIDE))
LONG = bool(os.environ.get("HUBS_LONG_TESTS"))
QUICK = {
    "cap": {"cap41", "cap44", "cap51", "cap81", "cap94", "cap104", "cap111", "cap134"},
    "delmaire": {"p1", "p10"},
    "holmberg": {"p1", "p5", "p13", "p43"},
}
ALL = [
    *(("cap", name) for name in (
        "cap41", "cap44", "cap51", "cap61", "cap71", "cap74", "cap81", "cap91", "cap94", "cap101",
        "cap104", "cap111", "cap121", "cap131", "cap134", "capa8000", "capa14000",
    )),
    *(("delmaire", f"p{number}") for number in range(1, 58)),
    *(("holmberg", f"p{number}") for number in range(1, 72)),
]  # fmt: skip


@pytest.mark.parametrize(("family", "name"), ALL)
def test_printed_optimum(family, name):
    if name not in QUICK[family] and not LONG:
        pytest.skip("takes minutes: set HUBS_LONG_TESTS=1")
    if not (FOLDER / ("orlib_cap" if family == "cap" else "sscflp")).is_dir():
        pytest.skip("public instances are not here: set HUBS_INSTANCES to their folder")
    (arrays, optimum) = next((a, v) for n, a, v in instances(FOLDER, family) if n == name)
    cost, demand, opening, capacity = arrays
    found = locate.capacitated(
        cost, opening, capacity, demand, single_source=family != "cap", time_limit=600
    )
    assert found.value == pytest.approx(optimum, rel=1e-6)
    assert found.bound == pytest.approx(optimum, rel=1e-6)
    assert found.status == "optimal"
