"""docs/plan.md names every column and key, and no other."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from optimizer.cli.plan_json import plan_object
from optimizer.cli.roll_out import roll_out_object
from optimizer.plan.plan import Plan
from optimizer.plan.rollout.plan import RollOutPlan

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "report"))

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "plan.md").read_text(encoding="utf-8")


def _section(title: str) -> str:
    return re.split(r"^#+ ", TEXT.split(f"# {title}\n", 1)[1], maxsplit=1, flags=re.M)[0]


def _first_cells(title: str, column: int = 0) -> set[str]:
    rows = re.findall(r"^\| (`.*) \|$", _section(title), re.M)
    return {name for row in rows for name in re.findall(r"`(\w+)`", row.split(" | ")[column])}


TABLES = ["hubs", "stations", "lines", "line_effects", "assignments", "seasonal", "routes",
          "supplies", "part_routes"]  # fmt: skip


@pytest.mark.parametrize("table", TABLES)
def test_columns(laid_plan: Plan, table: str) -> None:
    assert _first_cells(table) == set(getattr(laid_plan, table).columns)


def test_columns_of_the_next_millions(laid_plan: Plan) -> None:
    table = laid_plan.next_millions()
    assert _first_cells("next_millions") == set(table.columns)
    assert set(table["what"]) <= set(re.findall(r"`(\w+)`", _section("next_millions")))


@pytest.mark.parametrize("table", ["costs", "stages"])
def test_columns_of_the_small_tables(laid_plan: Plan, table: str) -> None:
    rows = re.findall(rf"^\| `{table}` \| (.*?) \|", _section("costs and stages"), re.M)
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert named == set(getattr(laid_plan, table).columns)


def test_figures(laid_plan: Plan) -> None:
    assert _first_cells("Figures") == set(laid_plan.figures)


def test_json(laid_plan: Plan) -> None:
    data = plan_object(laid_plan, {}, [])
    assert _first_cells("`--json`") == set(data)
    (row,) = re.findall(r"^\| `hubs` \| (.*) \|$", _section("`--json`"), re.M)
    named = set(re.findall(r"`(\w+)`", row))
    hub = data["hubs"][0]
    assert named == set(hub) | set(hub["pools"][0]) | set(hub["kits"][0])


def test_plan_file(laid_plan: Plan) -> None:
    assert _first_cells("The plan file") == set(laid_plan.to_dict())


@pytest.fixture(scope="module")
def over_quarters() -> RollOutPlan:
    from made_quarters import made_quarters

    return made_quarters()


@pytest.mark.parametrize("table", ["timeline", "steps"])
def test_columns_over_quarters(over_quarters: RollOutPlan, table: str) -> None:
    assert _first_cells(table) == set(over_quarters.tables[table].columns)


def test_json_over_quarters(over_quarters: RollOutPlan) -> None:
    assert _first_cells("`--json` over quarters") == set(roll_out_object(over_quarters, {}, []))


def test_plan_file_over_quarters(over_quarters: RollOutPlan) -> None:
    assert _first_cells("The file over quarters") == set(over_quarters.to_dict())
