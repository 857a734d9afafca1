from __future__ import annotations

from pathlib import Path

import pytest

from optimizer.region.new_folder import write_region


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A region made from the templates, which loads."""
    made = tmp_path / "region"
    write_region(made)
    return made
