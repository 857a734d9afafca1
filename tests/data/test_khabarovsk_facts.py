"""The bundled facts of Khabarovsk Krai: how many there are, and where each comes from."""

import csv
import json
from pathlib import Path

import pytest

from optimizer.region import load_region

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "data" / "khabarovsk"
TABLES = sorted(FOLDER.glob("*.csv"), key=lambda path: path.name)


def rows(table):
    with (FOLDER / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def region():
    return load_region("khabarovsk")


@pytest.mark.parametrize("scenario", sorted(p.stem for p in (FOLDER / "scenarios").glob("*.toml")))
@pytest.mark.parametrize("values", ["low", "base", "high"])
def test_every_scenario_loads_at_every_level(scenario, values):
    loaded = load_region("khabarovsk", scenario=scenario, values=values)
    assert loaded.fleets
    assert loaded.warnings == ()


def test_there_is_as_much_as_promised():
    assert len(rows("places")) >= 60
    assert len(rows("links")) >= 110
    assert len(rows("parks")) >= 25
    assert sum(row["scope"] == "krai" for row in rows("fleets")) >= 100
    assert {row["group"] for row in rows("classes")} == {
        "BelAZ", "MAZ trucks", "Municipal", "Buses", "Electric", "Farm machines", "Loaders",
    }  # fmt: skip


def test_fleets_of_the_krai_sum_to_the_published_derivation(region):
    assert sum(fleet.count for fleet in region.fleets) == 1112
    belaz = [f.count for f in region.fleets if f.machine_class.startswith("belaz")]
    assert sum(belaz) == 144


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_every_row_says_where_it_comes_from(path):
    for row in rows(path.stem):
        assert row["source"].strip()
        assert row["confidence"] in ("high", "medium", "low")
        assert row["assumption"] in ("yes", "no")
        if row["source"].startswith("ASSUMPTION"):
            assert row["assumption"] == "yes", row


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_low_base_high_are_in_order_and_labelled(path):
    for row in rows(path.stem):
        for heading in row:
            name, _, level = heading.rpartition("_")
            if level == "base" and row[heading]:
                low, base, high = (float(row[f"{name}_{v}"]) for v in ("low", "base", "high"))
                assert low <= base <= high, row
        spread = any(heading.endswith("_base") for heading in row)
        published_count = path.stem == "fleets" and row["source"].startswith("published")
        assert not spread or published_count or row["assumption"] == "yes", row


@pytest.mark.parametrize("table", ["places", "parks", "sites", "classes", "families", "modes"])
def test_everything_shown_has_a_russian_name(table):
    for row in rows(table):
        assert any("а" <= letter <= "я" for letter in row["name_ru"].lower()), row


def test_parks_stand_apart():
    plots = [(row["lat"], row["lon"]) for row in rows("parks")]
    assert len(set(plots)) == len(plots)


def test_the_ground_of_the_map_is_light_and_credited():
    files = sorted((FOLDER / "basemap").glob("*.geojson"))
    names = {path.stem for path in files}
    assert names == {
        "boundary", "land", "admin1_lines", "rivers_lakes", "railways", "trunk_roads",
    }  # fmt: skip
    assert sum(path.stat().st_size for path in files) < 100_000
    for path in files:
        ground = json.loads(path.read_text(encoding="utf-8"))
        assert ground["features"] and ground["source"] and ground["licence"]


@pytest.mark.parametrize(
    "credit",
    ["GeoNames", "CC BY 4.0", "© OpenStreetMap contributors", "ODbL", "Natural Earth", "Leaflet"],
)
def test_notice_credits(credit):
    assert credit in (ROOT / "NOTICE").read_text(encoding="utf-8")
