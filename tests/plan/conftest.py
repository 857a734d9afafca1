"""Plans that several tests look at: the tutorial's, and one of the krai made in ten seconds."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from optimizer.model.choice import TODAY
from optimizer.plan.optimize import optimize
from optimizer.plan.plan import Plan
from optimizer.region import Region, load_region
from optimizer.region.resource import resource
from optimizer.solve.levels import best_levels
from optimizer.solve.status import Status
from optimizer.turnaround.build import turnaround


@pytest.fixture(scope="session")
def tutorial() -> Region:
    return load_region("tutorial")


@pytest.fixture(scope="session")
def tutorial_plan(tutorial: Region) -> Plan:
    return optimize(tutorial, gap=0.0005, time_limit=20)


@pytest.fixture(scope="session")
def krai_plan() -> Plan:
    return optimize("khabarovsk", time_limit=10)


@pytest.fixture(scope="session")
def laid_plan() -> Plan:
    """Two hubs of the krai for the fleets that gain most: the same on a busy machine as on none."""
    built = turnaround(load_region("khabarovsk"))
    problem, parks = built.problem, [p.id for p in built.region.parks]
    pair = [parks.index("khv-rtz"), parks.index("chegdomyn")]
    nearest = np.array(pair)[problem.linear[:, pair].argmin(axis=1)]
    gain = problem.stay - problem.linear[:, pair].min(axis=1)
    served = np.where(np.argsort(np.argsort(-gain)) < 40, nearest, TODAY)
    choice = best_levels(problem, served)
    assert choice is not None
    return Plan(built, choice, Status.TIME_LIMIT, -np.inf)


@pytest.fixture
def own_folder(tmp_path: Path) -> Path:
    """A user's own region: the tutorial, copied."""
    return Path(shutil.copytree(resource("regions") / "tutorial", tmp_path / "mine"))
