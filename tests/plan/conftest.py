"""Plans that several tests look at: the tutorial's, and one of the krai made in ten seconds."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from optimizer.plan.optimize import optimize
from optimizer.plan.plan import Plan
from optimizer.region import Region, load_region
from optimizer.region.resource import resource


@pytest.fixture(scope="session")
def tutorial() -> Region:
    return load_region("tutorial")


@pytest.fixture(scope="session")
def tutorial_plan(tutorial: Region) -> Plan:
    return optimize(tutorial, gap=0.0005, time_limit=20)


@pytest.fixture(scope="session")
def krai_plan() -> Plan:
    return optimize("khabarovsk", time_limit=10)


@pytest.fixture
def own_folder(tmp_path: Path) -> Path:
    """A user's own region: the tutorial, copied."""
    return Path(shutil.copytree(resource("regions") / "tutorial", tmp_path / "mine"))
