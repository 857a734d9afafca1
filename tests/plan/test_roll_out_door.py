"""Plans over quarters from the library's door, and in a notebook."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import optimizer
from optimizer.plan.rollout.plan import RollOutPlan
from optimizer.region import Region
from optimizer.region.scenario import RollOut

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "report"))
NAUGHTY = "<b>!</b>"


@pytest.fixture(scope="module")
def plan() -> RollOutPlan:
    from made_quarters import made_quarters

    return made_quarters(NAUGHTY)


@pytest.fixture(scope="module")
def over_quarters(tutorial: Region) -> Region:
    rules = RollOut(quarters=2, budget_mrub=230)
    scenario = tutorial.scenario.model_copy(update={"roll_out": rules})
    return replace(tutorial, scenario=scenario)


def test_region_in_plan_out(over_quarters: Region) -> None:
    found = optimizer.roll_out(over_quarters, time_limit=20)
    assert isinstance(found, optimizer.RollOutPlan)
    assert found.verify() == []
    assert found.region.scenario.roll_out == RollOut(quarters=2, budget_mrub=230)


def test_a_file_holds_all_of_it(plan: RollOutPlan, tmp_path: Path) -> None:
    assert plan.verify() == []
    again = optimizer.RollOutPlan.load(plan.save(tmp_path / "plan.json"))
    assert again.verify() == []
    assert again.worth.objective == plan.worth.objective


@pytest.mark.parametrize(
    "first",
    ["", "import optimizer.roll_out;", "from optimizer.roll_out import RollOut;",
     "import optimizer.turnaround.quarters;"],
)  # fmt: skip
def test_it_can_be_called_whatever_was_imported_before(first: str) -> None:
    code = (
        f"{first}import optimizer; from optimizer import roll_out;"
        "from optimizer.roll_out import Steps;"
        "print(callable(optimizer.roll_out), roll_out is optimizer.roll_out, Steps.__name__)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "True True Steps\n"


def test_each_door_names_the_other(over_quarters: Region, tutorial: Region) -> None:
    with pytest.raises(optimizer.InputError, match=r"optimizer\.roll_out"):
        optimizer.optimize(over_quarters)
    with pytest.raises(optimizer.InputError, match=r"\(optimize\)"):
        optimizer.roll_out(tutorial)


def test_a_notebook_shows_it(plan: RollOutPlan) -> None:
    page = plan._repr_html_()
    assert page.count("<table") == 2
    assert "decided_quarter" in page
    assert NAUGHTY not in page
    assert optimizer.map_inline(plan).startswith("<iframe")


def test_its_tables_are_written(plan: RollOutPlan, tmp_path: Path) -> None:
    written = optimizer.write_csv(plan, tmp_path)
    assert {path.stem for path in written} == set(plan.tables)
    lines = (tmp_path / "timeline.csv").read_text("utf-8-sig").splitlines()
    assert len(lines) == 1 + len(plan.plans)


def test_a_quarter_is_explained_by_its_own_plan(plan: RollOutPlan) -> None:
    assert plan.explain(3) == plan.plans[2].explain()
    with pytest.raises(optimizer.InputError, match="quarters 1 to 4"):
        plan.explain(5)


def test_what_opens_is_not_said_to_grow_as_well(plan: RollOutPlan) -> None:
    line = plan.timeline
    assert line["opened"].tolist() == [[], ["middle-park"], [], ["south-park"]]
    assert line["upgraded"].tolist() == [[], [], ["middle-park"], []]
    assert line["closed"].tolist() == [["north-park"], [], [], []]
