"""What `hubs new` writes loads, and docs/data.md is made from the same schema."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from optimizer.errors import HubsError, InputError
from optimizer.region import load_region
from optimizer.region.column import columns_of
from optimizer.region.docs import PAGE, page
from optimizer.region.new_folder import write_region
from optimizer.region.scenario import Scenario
from optimizer.region.tables import TABLES
from optimizer.region.templates import scenario_template


def test_the_templates_load_with_every_table_and_no_warning(folder: Path) -> None:
    region = load_region(folder)
    assert all(getattr(region, table.name) for table in TABLES)
    assert region.warnings == ()
    assert all(assumed == rows for assumed, rows in region.assumptions().values())


def test_every_key_of_the_scenario_template_is_legal_once_its_mark_is_off() -> None:
    text = scenario_template().partition("# Any value of the tables")[0]
    keys = re.findall(r"^(?:# )?([a-z_]+ = .+)$", text, re.M)
    data = tomllib.loads("\n".join(keys))
    assert data.keys() == Scenario.model_fields.keys() - {"override"}
    Scenario.model_validate(data)


def test_provenance_stands_last() -> None:
    for table in TABLES:
        assert [column.name for column in columns_of(table.row)][-3:] == [
            "source",
            "confidence",
            "assumption",
        ]


def test_a_copy_of_a_bundled_region_is_the_same(tmp_path: Path) -> None:
    write_region(tmp_path / "copy", "tutorial")
    copy, bundled = load_region(tmp_path / "copy"), load_region("tutorial")
    assert copy.fleets == bundled.fleets
    assert copy.links == bundled.links
    assert copy.title == bundled.title


def test_an_empty_folder_is_filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_region(Path())
    assert load_region(tmp_path).fleets
    assert sorted(path.name for path in tmp_path.parent.iterdir() if path.suffix == ".new") == []


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="is not an empty folder; give a new or an empty one"):
        write_region(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_an_unknown_source_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="did you mean 'tutorial'"):
        write_region(tmp_path / "new", "tutorail")
    assert not (tmp_path / "new").exists()


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[Path] = []
    real = Path.write_text

    def refuse(self: Path, *args: object, **options: object) -> int:
        if len(written) == 5:
            raise OSError(28, "No space left on device")
        written.append(self)
        return real(self, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "write_text", refuse)
    with pytest.raises(HubsError, match="cannot be written: No space left on device"):
        write_region(tmp_path / "new")
    assert list(tmp_path.iterdir()) == []


def test_the_page_on_the_data_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m optimizer.region.docs"


def test_every_example_in_the_schema_is_legal() -> None:
    from optimizer.region.parse_cell import parse_cell

    for table in TABLES:
        for column in columns_of(table.row):
            assert column.example, f"{table.name}.{column.name}"
            for text in column.example.split() if column.monthly else [column.example]:
                parse_cell(column, text)
