"""Reading a scenario: find its file, follow ``extends``, check every key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from optimizer.region.findings import Findings, Where, shown_path
from optimizer.region.scenario import Override, RollOut, Scenario
from optimizer.region.suggest import did_you_mean
from optimizer.region.toml_file import TomlFile, read_toml

EXTENDS = "extends"
_INNER: dict[str, type[BaseModel]] = {"roll_out": RollOut}
"""Keys whose value is a table of keys of its own."""
_OWN = ("name", "title", "title_ru")
"""Keys that a scenario does not take over from the one it extends."""


@dataclass(frozen=True)
class Change:
    """An override and where it is written."""

    where: Where
    override: Override


@dataclass(frozen=True)
class ReadScenario:
    """A scenario and where its parts are written.

    Attributes
    ----------
    rules
        The scenario itself; None where it has problems.
    changes
        Its overrides, in order.
    origin
        The file of every key that some file gives.
    file
        The file asked for.
    """

    rules: Scenario | None = None
    changes: tuple[Change, ...] = ()
    origin: Mapping[str, TomlFile] = field(default_factory=dict)
    file: TomlFile | None = None

    def where(self, key: str) -> Where:
        """Return the place of a key, or the scenario's file where it keeps the default.

        A key of an inner table is written ``table.key``.
        """
        file = self.origin.get(key.partition(".")[0], self.file)
        return file.where(key) if file else Where("given")


def read_scenario(
    folder: Path, scenario: str | Path, given: Mapping[str, Any], findings: Findings
) -> ReadScenario:
    """Read a scenario by name or file; ``given`` are values of the caller that win."""
    files = _chain(_find(folder, scenario, findings), folder, findings)
    if not files:
        return ReadScenario()
    merged: dict[str, Any] = {}
    origin: dict[str, TomlFile] = {}
    changes: list[Change] = []
    for file in files:
        for key in _OWN:
            merged.pop(key, None)
        for key, value in file.data.items():
            if key == "override":
                changes += _overrides(file, value, findings)
            elif key != EXTENDS:
                merged[key] = value
                origin[key] = file
    merged.setdefault("name", files[-1].path.stem)
    merged |= given
    merged["override"] = [change.override for change in changes]
    read = ReadScenario(None, tuple(changes), origin, files[-1])
    try:
        return replace(read, rules=Scenario.model_validate(merged))
    except ValidationError as error:
        for key, what, got, fix in _explained(error, Scenario, (EXTENDS,)):
            where = Where("given") if key in given else read.where(key)
            findings.add(where, f"key '{key}' {what}", got=got, fix=fix)
        return read


def scenario_names(folder: Path) -> list[str]:
    """Names of the scenarios in a region's folder."""
    return sorted(path.stem for path in (folder / "scenarios").glob("*.toml"))


def _find(folder: Path, scenario: str | Path, findings: Findings) -> Path | None:
    text = str(scenario)
    named = folder / "scenarios" / f"{text}.toml"
    if isinstance(scenario, str) and Path(text).name == text and named.is_file():
        return named
    path = Path(text)
    if path.is_file():
        return path
    if path.suffix == ".toml" or path.name != text:
        findings.add(Where(shown_path(path)), "the scenario file is missing", fix="check the path")
        return None
    names = scenario_names(folder)
    fix = did_you_mean(text, names) or "write it, with budget_mrub = 500 as its first line"
    what = f"there is no scenario '{text}'"
    findings.add(Where(shown_path(named)), what, fix=fix)
    return None


def _chain(path: Path | None, folder: Path, findings: Findings) -> list[TomlFile]:
    """Return the file and what it extends, the most basic first; empty where one is missing."""
    files: list[TomlFile] = []
    while path is not None:
        if any(path.resolve() == file.path.resolve() for file in files):
            where = files[-1].where(EXTENDS)
            findings.add(
                where, "the scenarios extend one another in a ring", fix="drop one extends"
            )
            return []
        file = read_toml(path, findings)
        if file is None:
            return []
        files.insert(0, file)
        parent = file.data.get(EXTENDS)
        if parent is None:
            return files
        if not isinstance(parent, str):
            findings.add(file.where(EXTENDS), "key 'extends' is no name", got=str(parent))
            return []
        beside = path.parent / f"{parent.removesuffix('.toml')}.toml"
        before = findings.count
        path = beside if beside.is_file() else _find(folder, parent, findings)
        if findings.count > before:
            findings.add(file.where(EXTENDS), "extends a scenario that cannot be found", got=parent)
    return []


def _overrides(file: TomlFile, value: Any, findings: Findings) -> list[Change]:
    entries = value if isinstance(value, list) else [value]
    changes = []
    for number, entry in enumerate(entries, start=1):
        where = file.where_override(number)
        try:
            changes.append(Change(where, Override.model_validate(entry)))
        except ValidationError as error:
            for key, what, got, fix in _explained(error, Override, ()):
                findings.add(where, f"key '{key}' {what}" if key else what, got=got, fix=fix)
    return changes


def _explained(
    error: ValidationError, model: type[BaseModel], also: tuple[str, ...]
) -> list[tuple[str, str, str | None, str]]:
    """Return key, what is wrong, value and fix of every error of pydantic, one for each key."""
    found: dict[str, tuple[str, str, str | None, str]] = {}
    for item in error.errors(include_url=False):
        place, fields, outer = item["loc"], model.model_fields, ""
        if place and place[0] in _INNER and len(place) > 1:
            outer, place = f"{place[0]}.", place[1:]
            fields = _INNER[outer[:-1]].model_fields
        name = ".".join(str(part) for part in place[:1])
        key = outer + name
        if item["type"] == "missing" and len(place) == 1:
            example = f"write {name} = …: {fields[name].description or ''}"
            found[key] = (key, "is missing", None, example)
        elif item["type"] == "extra_forbidden" and len(place) == 1:
            known = [*fields, *(() if outer else also)]
            found[key] = (key, "is not known", None, did_you_mean(name, known))
        elif key not in found:
            meaning = (fields[name].description or "") if name in fields else ""
            what = item["msg"].replace("Input should be", "should be")
            what = what.removeprefix("Value error, ")
            found[key] = (key, what, str(item["input"]), meaning)
    return list(found.values())
