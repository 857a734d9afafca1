"""Writing a new region: all of it, or nothing."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from optimizer.errors import HubsError, InputError
from optimizer.region.load import bundled_regions
from optimizer.region.resource import resource
from optimizer.region.suggest import did_you_mean
from optimizer.region.templates import template_files


def write_region(folder: Path, source: str | None = None) -> int:
    """Write a new region and return how many files it has.

    Parameters
    ----------
    folder
        A folder that is not there yet, or is empty.
    source
        Bundled region to copy; None writes templates made from the schema.

    Raises
    ------
    InputError
        Where the folder holds something or ``source`` is not known; nothing is written then.
    HubsError
        Where the disk refuses; nothing is left behind.
    """
    bundled = bundled_regions()
    if source is not None and source not in bundled:
        raise InputError([f"{source}: there is no such region; {did_you_mean(source, bundled)}"])
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError([f"{folder}: is not an empty folder; give a new or an empty one"])
    target = folder.resolve()
    draft = target.parent / f".{target.name}.{os.getpid()}.new"
    try:
        if source is not None:
            shutil.copytree(resource("regions") / source, draft)
        else:
            _write_files(draft, template_files(target.name))
        written = sum(path.is_file() for path in draft.rglob("*"))
        _move(draft, target)
    except OSError as error:
        raise HubsError(f"{folder}: cannot be written: {error.strerror}") from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return written


def _write_files(draft: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = draft / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def _move(draft: Path, target: Path) -> None:
    """Put the finished draft where it belongs; an empty target may be the working folder."""
    if not target.exists():
        draft.rename(target)
        return
    moved: dict[Path, Path] = {}
    try:
        for part in list(draft.iterdir()):
            moved[part] = part.rename(target / part.name)
    except OSError:
        for old, new in moved.items():
            new.rename(old)
        raise
