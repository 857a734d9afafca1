"""Loading a region: read, change by the scenario, parse, check, and only then build."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from optimizer.errors import InputError
from optimizer.region.checks import check_all
from optimizer.region.findings import Findings, Where, shown_path
from optimizer.region.override import apply_overrides
from optimizer.region.read_folder import read_folder
from optimizer.region.read_table import parse_table
from optimizer.region.record import Facts
from optimizer.region.region import Region
from optimizer.region.resource import resource
from optimizer.region.scenario_file import read_scenario
from optimizer.region.sites import Fleet
from optimizer.region.suggest import did_you_mean
from optimizer.region.toml_file import read_toml

_ABOUT = "region.toml"


def load_region(
    region: str | Path,
    *,
    scenario: str | Path = "base",
    values: Literal["low", "base", "high"] | None = None,
    budget_mrub: float | None = None,
) -> Region:
    """Load a region and check every fact of it.

    Parameters
    ----------
    region
        Name of a bundled region, or a folder.
    scenario
        Name of a file in the region's ``scenarios`` folder, or a TOML file.
    values
        Which of the assumed values to use; the scenario says it otherwise.
    budget_mrub
        Budget in million RUB a year; the scenario says it otherwise.

    Raises
    ------
    InputError
        With all problems of the input at once.
    """
    folder = find_region(region)
    findings = Findings()
    here = Path(region)
    if here.is_dir() and here.resolve() != folder.resolve():
        what = "the bundled region of this name is read, not this folder"
        findings.warn(Where(str(here)), what, fix=f"write ./{here} for the folder")
    given = {"values": values, "budget_mrub": budget_mrub}
    given = {key: value for key, value in given.items() if value is not None}
    read = read_scenario(folder, scenario, given, findings)
    rules = read.rules
    tables = read_folder(folder, findings, other=rules.matrix if rules else "")
    apply_overrides(read.changes, tables, findings)
    level = rules.values if rules else "base"
    for table in tables.values():
        parse_table(table, level, findings)
    facts = Facts(tables, level)
    check_all(facts, read, folder, findings)
    title = _title(folder, findings)
    findings.raise_if_any()
    assert rules is not None, "a scenario without rules has a problem, raised above"
    rows: dict[str, Any] = {
        name: tuple(record.row for record in table.records) for name, table in tables.items()
    }
    rows["fleets"] = tuple(fleet for fleet in rows["fleets"] if _is_used(fleet, rules.scopes))
    return Region(
        name=folder.resolve().name,
        title=title,
        folder=folder,
        scenario=rules,
        warnings=findings.warnings(),
        **rows,
    )


def bundled_regions() -> list[str]:
    """Names of the regions that come with the package."""
    return sorted(path.parent.name for path in resource("regions").glob(f"*/{_ABOUT}"))


def find_region(region: str | Path) -> Path:
    """Return the folder of a bundled region or of a folder's path.

    Raises
    ------
    InputError
        Where there is neither.
    """
    bundled = bundled_regions()
    if str(region) in bundled:
        return resource("regions") / str(region)
    folder = Path(region)
    if folder.is_dir():
        return folder
    what = "is not a folder" if folder.exists() else "there is no such region"
    fix = did_you_mean(str(region), bundled) or "give the folder of a region"
    raise InputError([f"{region}: {what}; {fix}"])


def _is_used(fleet: Fleet, scopes: tuple[str, ...]) -> bool:
    return fleet.scope in scopes and fleet.count > 0


def _title(folder: Path, findings: Findings) -> dict[str, str]:
    """Read the region's name for people; without ``region.toml`` it is the folder's name."""
    path = folder / _ABOUT
    name = folder.resolve().name
    if not path.is_file():
        return {"en": name, "ru": name}
    file = read_toml(path, findings)
    data: Mapping[str, Any] = file.data if file else {}
    known = ("title", "description")
    for key in data:
        if file and key not in known:
            what = f"key '{key}' is not known"
            findings.add(file.where(key), what, fix=did_you_mean(key, known))
    title = data.get("title", name)
    if isinstance(title, str):
        return {"en": title, "ru": title}
    if not isinstance(title, dict) or not isinstance(title.get("en"), str):
        where = file.where("title") if file else Where(shown_path(path))
        findings.add(where, "key 'title' names no English title", fix='write title = {en = "…"}')
        return {"en": name, "ru": name}
    return {"ru": title["en"], **{str(lang): str(text) for lang, text in title.items()}}
