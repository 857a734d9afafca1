"""Scenarios: keys, extends, overrides, and what is said of bad ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from region_files import add_row, problems, rename, rows_of, scenario, write_rows

from optimizer.errors import InputError
from optimizer.region import load_region

BUDGET = "budget_mrub = 500\n"


def test_the_caller_wins_over_the_file(folder: Path) -> None:
    region = load_region(folder, values="high", budget_mrub=7)
    assert region.scenario.values == "high"
    assert region.scenario.budget_mrub == 7


def test_values_choose_among_low_base_and_high(folder: Path) -> None:
    rows = rows_of(folder, "fleets")
    at = rows[0].index("count")
    rows[0][at : at + 1] = ["count_high", "count_low", "count_base"]
    rows[1][at : at + 1] = ["9", "5", "7"]
    write_rows(folder, "fleets", rows)
    counts = [
        load_region(folder, values=level).fleets[0].count for level in ("low", "base", "high")
    ]
    assert counts == [5, 7, 9]


def test_fleets_out_of_scope_or_without_machines_are_dropped(folder: Path) -> None:
    add_row(folder, "sites", id="other-mine")
    add_row(folder, "sites", id="closed-mine")
    add_row(folder, "fleets", site="other-mine", scope="neighbour")
    add_row(folder, "fleets", site="closed-mine", count="0")
    assert [fleet.site for fleet in load_region(folder).fleets] == ["malmyzh-gok"]
    scenario(folder, BUDGET + 'scopes = ["home", "neighbour"]\n')
    assert [fleet.site for fleet in load_region(folder).fleets] == ["malmyzh-gok", "other-mine"]


def test_a_scenario_extends_another(folder: Path) -> None:
    scenario(
        folder,
        BUDGET + 'title = "Base"\nmax_utilisation = 0.8\n'
        '[[override]]\ntable = "fleets"\nset = { count = 3, workshop = "strong" }\n',
    )
    scenario(
        folder,
        'extends = "base"\nbudget_mrub = 20\n[[override]]\ntable = "fleets"\nset = { count = 4 }\n',
        "lean",
    )
    region = load_region(folder, scenario="lean")
    assert region.scenario.name == "lean"
    assert region.scenario.title == ""
    assert region.scenario.budget_mrub == 20
    assert region.scenario.max_utilisation == 0.8
    assert len(region.scenario.override) == 2
    assert (region.fleets[0].count, region.fleets[0].workshop) == (4, "strong")


def test_a_scenario_file_anywhere_may_extend_one_of_the_region(
    folder: Path, tmp_path: Path
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('extends = "base"\nbudget_mrub = 1\n', encoding="utf-8")
    assert load_region(folder, scenario=path).scenario.name == "mine"
    assert load_region(folder, scenario=str(path)).scenario.budget_mrub == 1


def _with_override(folder: Path, where: str, values: str, table: str = "links") -> None:
    scenario(folder, BUDGET + f'[[override]]\ntable = "{table}"\nwhere = {where}\nset = {values}\n')


@pytest.mark.parametrize(
    ("where", "changed"),
    [
        ('{ from = "khabarovsk", to = "komsomolsk" }', [True, False]),
        ("{ km = 349 }", [True, False]),
        ("{ km = [274, 1] }", [False, True]),
        ('{ to = ["malmyzh", "komsomolsk"] }', [True, True]),
        ("{ machine = true }", [True, True]),
        ("{}", [True, True]),
    ],
)
def test_where_chooses_the_rows(folder: Path, where: str, changed: list[bool]) -> None:
    _with_override(folder, where, '{ open_months = "5-6", hours = 9 }')
    links = load_region(folder).links
    assert [link.hours == 9 and link.open_months == {5, 6} for link in links] == changed


def test_a_plain_name_sets_all_three_levels_and_a_level_one(folder: Path) -> None:
    rename(folder, "needs", "share", "share_base")
    rows = rows_of(folder, "needs")
    for row, texts in zip(rows, (["share_low", "share_high"], ["0.1", "0.4"]), strict=True):
        row.extend(texts)
    write_rows(folder, "needs", rows)
    _with_override(folder, "{}", "{ share = 0.5, share_high = 0.6 }", "needs")
    shares = [load_region(folder, values=v).needs[0].share for v in ("low", "base", "high")]
    assert shares == [0.5, 0.5, 0.6]


def test_an_override_may_set_months_flags_and_single_months_of_the_climate(folder: Path) -> None:
    scenario(
        folder,
        BUDGET + '[[override]]\ntable = "climate"\nset = { jan = -40 }\n'
        '[[override]]\ntable = "links"\nset = { open_months = [1, 2, 12], machine = false }\n',
    )
    region = load_region(folder)
    assert region.climate[0].months[0] == -40
    assert region.climate[0].months[1] == -14.9
    assert region.links[0].open_months == {1, 2, 12}
    assert region.links[0].machine is False


OVERRIDES = [
    ("lynks", "{}", "{ km = 5 }", "the table is not known (got 'lynks'); did you mean 'links'?"),
    ("links", "{}", "{ kms = 5 }", "column 'kms': is not known; did you mean 'km'?"),
    ("links", "{ form = 'x' }", "{ km = 5 }", "column 'form': is not known; did you mean 'from'?"),
    ("links", "{}", "{ km = -5 }", "column 'km': is negative (got '-5'); expected from 0.1 to"),
    ("links", "{}", "{ km = nan }", "column 'km': is not a finite number (got 'nan')"),
    (
        "fleets",
        "{}",
        "{ site = 'gok' }",
        "column 'site': is no id of 'sites' (got 'gok')",
    ),
    ("links", "{}", "{ km = { a = 1 } }", "column 'km': is not a number"),
    (
        "links",
        "{ to = 'komsomolks' }",
        "{ km = 5 }",
        "column 'to': no row of 'links' has this (got 'komsomolks'); did you mean 'komsomolsk'?",
    ),
    (
        "links",
        "{ to = 'malmyzh', km = 349 }",
        "{ km = 5 }",
        "no row of 'links' matches all of where; check the values of where",
    ),
]


@pytest.mark.parametrize(("table", "where", "values", "expected"), OVERRIDES)
def test_a_bad_override_names_the_file_and_its_number(
    folder: Path, table: str, where: str, values: str, expected: str
) -> None:
    text = BUDGET + '[[override]]\ntable = "fleets"\nset = { count = 4 }\n\n'
    text += f"[[override]]\ntable = '{table}'\nwhere = {where}\nset = {values}\n"
    scenario(folder, text)
    found = problems(folder)
    assert found
    assert all(one.startswith("scenarios/base.toml:6: override 2: ") for one in found)
    assert expected in found[0]


KEYS = [
    (
        "budget_mrub = -5\n",
        "scenarios/base.toml:1: key 'budget_mrub' should be greater than 0 (got",
    ),
    ("\nbudget_mrub = inf\n", "scenarios/base.toml:2: key 'budget_mrub' should be a finite number"),
    ('budget_mrub = "much"\n', "key 'budget_mrub' should be a valid number"),
    ("title = 'x'\n", "scenarios/base.toml: key 'budget_mrub' is missing; write budget_mrub = …"),
    (BUDGET + "budget = 5\n", "base.toml:2: key 'budget' is not known; did you mean 'budget_mrub'"),
    (BUDGET + "extend = 'x'\n", "key 'extend' is not known; did you mean 'extends'?"),
    (BUDGET + "values = 'mean'\n", "key 'values' should be 'low', 'base' or 'high' (got 'mean')"),
    (BUDGET + "annuity = 1.5\n", "base.toml:2: key 'annuity' should be less than or equal to 1"),
    (BUDGET + "annuity = { low = 0.1 }\n", "key 'annuity' "),
    (BUDGET + "scopes = []\n", "key 'scopes' "),
    (
        BUDGET + "gateway = 'khabarovks'\n",
        "key 'gateway' is no id of 'places' (got 'khabarovks'); did",
    ),
    (
        BUDGET + "matrix = 'x.csv'\n",
        "key 'matrix' names no file of the region (got 'x.csv'); put it",
    ),
    (BUDGET + "matrix = 'cold.cvs'\n", "(got 'cold.cvs'); did you mean 'cold.csv'?"),
    (
        BUDGET + "scopes = ['hom']\n",
        "base.toml:2: key 'scopes' names a scope that no fleet has (got",
    ),
    (BUDGET + "[[override]]\nset = {km = 1}\n", "base.toml:2: override 1: key 'table' is missing"),
    (BUDGET + "override = [5]\n", "base.toml:2: override 1: "),
    (BUDGET + "budget = = 5\n", "scenarios/base.toml:2: this is not TOML: "),
    (BUDGET + "extends = 5\n", "base.toml:2: key 'extends' is no name (got '5')"),
    (BUDGET + "extends = 'base'\n", "base.toml:2: the scenarios extend one another in a ring"),
]


@pytest.mark.parametrize(("text", "expected"), KEYS)
def test_a_bad_key_is_one_message(folder: Path, text: str, expected: str) -> None:
    scenario(folder, text)
    found = problems(folder)
    assert len(found) == 1
    assert expected in found[0]


def test_a_key_of_the_extended_scenario_is_blamed_on_its_file(folder: Path) -> None:
    scenario(folder, BUDGET + "kits_per_family = 1\n")
    scenario(folder, 'extends = "base"\ntitle = "x"\n', "lean")
    (found,) = problems(folder, scenario="lean")
    assert found.startswith("scenarios/base.toml:2: key 'kits_per_family' should be greater than")


def test_an_unknown_parent_is_named_with_its_child(folder: Path) -> None:
    scenario(folder, 'extends = "bass"\n', "lean")
    found = problems(folder, scenario="lean")
    assert found == [
        "scenarios/bass.toml: there is no scenario 'bass'; did you mean 'base'?",
        "scenarios/lean.toml:1: extends a scenario that cannot be found (got 'bass')",
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("bas", "there is no scenario 'bas'; did you mean 'base'?"),
        ("other/base.toml", "other/base.toml: the scenario file is missing; check the path"),
    ],
)
def test_an_unknown_scenario(folder: Path, name: str, expected: str) -> None:
    (found,) = problems(folder, scenario=name)
    assert expected in found


def test_problems_of_the_scenario_and_the_tables_come_together(folder: Path) -> None:
    scenario(folder, "budget_mrub = -1\n")
    rename(folder, "parks", "lat", "latt")
    assert len(problems(folder)) == 3


def test_a_bad_budget_of_the_caller(folder: Path) -> None:
    with pytest.raises(InputError, match="key 'budget_mrub' should be greater than 0"):
        load_region(folder, budget_mrub=-1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("titel = 'x'\n", "region.toml:1: key 'titel' is not known; did you mean 'title'?"),
        ("\ntitle = 5\n", "region.toml:2: key 'title' names no English title"),
    ],
)
def test_a_bad_region_toml(folder: Path, text: str, expected: str) -> None:
    (folder / "region.toml").write_text(text, encoding="utf-8")
    (found,) = problems(folder)
    assert expected in found


def test_the_title_in_two_languages_one_or_none(folder: Path) -> None:
    path = folder / "region.toml"
    path.write_text('title = { en = "Krai", ru = "Край" }\n', encoding="utf-8")
    assert load_region(folder).title == {"en": "Krai", "ru": "Край"}
    path.write_text('title = "Krai"\n', encoding="utf-8")
    assert load_region(folder).title == {"en": "Krai", "ru": "Krai"}
    path.unlink()
    assert load_region(folder).title["en"] == "region"
