"""A scenario over quarters: every mistake is one message with file, line, value and fix."""

from __future__ import annotations

from pathlib import Path

import pytest
from region_files import change, drop_column, problems, scenario

from optimizer.region import load_region

HEAD = 'budget_mrub = 5\nscopes = ["home"]\n'
RIGHT = "quarters = 4\nbudget_mrub = 210\n"


def roll_out(folder: Path, text: str, head: str = HEAD) -> None:
    scenario(folder, f"{head}[roll_out]\n{text}")


def test_one_budget_or_one_for_each_quarter(folder: Path) -> None:
    roll_out(folder, RIGHT)
    assert load_region(folder).scenario.roll_out.budgets == (210,) * 4
    roll_out(folder, "quarters = 2\nbudget_mrub = [100, 50.5]\n")
    assert load_region(folder).scenario.roll_out.budgets == (100, 50.5)


WRONG = [
    (
        "quarters = 1\nbudget_mrub = 5\n",
        "base.toml:4: key 'roll_out.quarters' should be greater than or",
    ),
    (
        "quarters = 4.5\nbudget_mrub = 5\n",
        "base.toml:4: key 'roll_out.quarters' should be a valid integer",
    ),
    (
        "budget_mrub = 5\n",
        "base.toml:3: key 'roll_out.quarters' is missing; write quarters = …: how many",
    ),
    ("quarters = 4\n", "base.toml:3: key 'roll_out.budget_mrub' is missing; write budget_mrub = …"),
    (
        RIGHT + "first_month = 13\n",
        "base.toml:6: key 'roll_out.first_month' should be less than or equal",
    ),
    (
        RIGHT + "growth = -2\n",
        "base.toml:6: key 'roll_out.growth' should be greater than or equal to -0.9",
    ),
    (
        RIGHT + "discount = 7\n",
        "base.toml:6: key 'roll_out.discount' should be less than or equal to 1",
    ),
    (
        RIGHT + "change_mrub = -1\n",
        "base.toml:6: key 'roll_out.change_mrub' should be greater than or",
    ),
    (
        RIGHT + "growht = 0.4\n",
        "base.toml:6: key 'roll_out.growht' is not known; did you mean 'growth'?",
    ),
    (
        "quarters = 3\nbudget_mrub = [1, 2]\n",
        "base.toml:3: key 'roll_out' 2 budgets for 3 quarters",
    ),
    ("quarters = 2\nbudget_mrub = [9, -2]\n", "base.toml:3: key 'roll_out' a budget is below zero"),
]


@pytest.mark.parametrize(("text", "start"), WRONG)
def test_a_wrong_key_is_one_message_with_its_line(folder: Path, text: str, start: str) -> None:
    roll_out(folder, text)
    found = problems(folder)
    assert len(found) == 1, found
    assert found[0].removeprefix("scenarios/").startswith(start), found


def test_all_wrong_keys_are_told_at_once(folder: Path) -> None:
    roll_out(folder, "quarters = 40\nbudget_mrub = 5\ngrowth = 99\ndiscuont = 0.1\n")
    assert len(problems(folder)) == 3


def test_a_hub_that_nobody_can_finish_is_told(folder: Path) -> None:
    roll_out(folder, RIGHT)
    change(folder, "sizes", build_quarters="5")
    assert problems(folder) == [
        "scenarios/base.toml:4: no hub can be finished in 4 quarters; plan more quarters; the "
        "quickest hub takes 5 (sizes, build_quarters)"
    ]


def test_an_unknown_size_of_a_standing_hub_is_told(folder: Path) -> None:
    change(folder, "parks", existing_size="Z")
    (told,) = problems(folder)
    assert told.startswith("parks.csv:2: column 'existing_size': is no id of 'sizes' (got 'Z')")
    change(folder, "parks", existing_size="", closing_mrub="-1")
    (told,) = problems(folder)
    assert told.startswith("parks.csv:2: column 'closing_mrub': is negative (got '-1')")


def test_a_building_time_is_a_whole_number(folder: Path) -> None:
    change(folder, "levels", build_quarters="half")
    (told,) = problems(folder)
    assert told.startswith("levels.csv:2: column 'build_quarters': ")


@pytest.mark.parametrize(
    ("key", "table", "one"), [("lines",) * 2 + ("line",), ("depot", "depots", "depot")]
)
def test_what_is_built_once_must_be_finished_in_time(
    folder: Path, key: str, table: str, one: str
) -> None:
    roll_out(folder, RIGHT, head=f"{HEAD}{key} = true\n")
    assert problems(folder) == []
    change(folder, table, build_quarters="4")
    assert problems(folder) == [
        f"scenarios/base.toml:3: no {one} can be finished in 4 quarters; plan more quarters, or "
        f"set {key} = false; the quickest takes 4 ({table}, build_quarters)"
    ]
    roll_out(folder, RIGHT)
    assert problems(folder) == [], "nobody asks for it"


@pytest.mark.parametrize("table", ["lines", "depots"])
@pytest.mark.parametrize(
    ("text", "start"),
    [("-1", "is negative (got '-1')"), ("13", "is out of range (got '13')"),
     ("1.5", "is not a whole number (got '1.5')"), ("soon", "is not a number (got 'soon')")],
)  # fmt: skip
def test_a_wrong_building_time_is_one_message(
    folder: Path, table: str, text: str, start: str
) -> None:
    change(folder, table, build_quarters=text)
    (told,) = problems(folder)
    assert told.startswith(f"{table}.csv:2: column 'build_quarters': {start}"), told


@pytest.mark.parametrize("table", ["lines", "depots"])
def test_a_building_time_may_be_left_out(folder: Path, table: str) -> None:
    drop_column(folder, table, "build_quarters")
    assert problems(folder) == []
