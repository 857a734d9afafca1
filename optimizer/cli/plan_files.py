"""The files of a plan: each is written completely or not at all, and read with a check."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.errors import InputError

if TYPE_CHECKING:
    from optimizer.plan.plan import Plan
    from optimizer.plan.rollout.plan import RollOutPlan

PLAN_FILE, MAP_FILE = "plan.json", "map.html"


@contextlib.contextmanager
def drafts(folder: Path) -> Iterator[Path]:
    """A folder for drafts beside their place; all move there at the end, none after an error."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".part-", dir=folder) as name:
            yield Path(name)
            for path in sorted(Path(name).iterdir()):
                path.chmod(0o666 & ~_umask())
                path.replace(folder / path.name)
    except OSError as error:
        what = f"cannot be written ({error.strerror or error})"
        raise InputError([f"{folder}: {what}; give another one with --out"]) from error


@contextlib.contextmanager
def draft_of(target: Path) -> Iterator[Path]:
    """The draft of one file; it takes the file's place at the end, not after an error."""
    if target.is_dir():
        raise InputError([f"{target}: is a folder; give a file with --out"])
    with drafts(target.parent) as folder:
        yield folder / target.name


def check_writable(folder: Path) -> None:
    """Refuse a folder that cannot be written, before minutes of work are lost."""
    with drafts(folder):
        pass


def write_plan(plan: Plan, folder: Path, lang: str) -> list[Path]:
    """Write plan, tables and map into ``folder``; returns the paths."""
    from optimizer.report.map_page import write_map
    from optimizer.report.tables import write_csv

    with drafts(folder) as draft:
        plan.save(draft / PLAN_FILE)
        write_map(plan, draft / MAP_FILE, lang)
        write_csv(plan, draft, lang)
        names = sorted(path.name for path in draft.iterdir())
    return [folder / name for name in names]


def find_plan(path: Path) -> Path:
    """The plan file itself, or the one in a folder."""
    return path / PLAN_FILE if path.is_dir() else path


def load_plan(file: Path) -> Plan | RollOutPlan:
    """Read a plan file of one period or one over quarters, as its format says."""
    from optimizer.plan import save
    from optimizer.plan.rollout import save as over_quarters

    data = save.read(file, (save.FORMAT, over_quarters.FORMAT))
    if data["format"] == over_quarters.FORMAT:
        return over_quarters.from_dict(data, str(file))
    return save.from_dict(data, str(file))


def read_any_plan(path: Path) -> Plan | RollOutPlan:
    """Read a plan file and refuse one whose figures its own facts contradict."""
    file = find_plan(path)
    plan = load_plan(file)
    wrong = plan.verify()
    if wrong:
        lines = [f"{file}: {finding}" for finding in wrong]
        fix = "the file was changed, or another version made it: run hubs optimize again"
        raise InputError([*lines, f"{file}: {fix}"])
    return plan


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
