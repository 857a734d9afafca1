import json

import pytest

from optimizer.errors import InputError
from optimizer.report.credits import credits
from optimizer.report.ground import ground
from optimizer.report.outline import Box

POINTS = [(135.0, 48.0), (143.0, 59.0)]


def write(folder, name, geometry, **about):
    base = folder / "basemap"
    base.mkdir(exist_ok=True)
    feature = {"type": "Feature", "properties": {"name": "<b>"}, "geometry": geometry}
    data = {"type": "FeatureCollection", "features": [feature], **about}
    (base / name).write_text(json.dumps(data), encoding="utf-8")


SQUARE = [[130, 46], [147, 46], [147, 62], [130, 62], [130, 46]]


def test_a_region_without_ground_still_has_the_land_of_the_world(tmp_path):
    found = ground(tmp_path, POINTS)
    assert [layer.name for layer in found.layers] == ["world"]
    polygons = found.layers[0].feature["geometry"]["coordinates"]
    assert sum(len(ring) for polygon in polygons for ring in polygon) > 1000
    assert found.box == Box(135, 48, 143, 59)


def test_layers_come_in_the_order_of_drawing_without_the_text_of_the_files(tmp_path):
    write(
        tmp_path,
        "trunk_roads.geojson",
        {"type": "LineString", "coordinates": [[131, 47], [132, 48]]},
    )
    write(tmp_path, "land.geojson", {"type": "Polygon", "coordinates": [SQUARE]})
    write(tmp_path, "boundary.geojson", {"type": "Polygon", "coordinates": [SQUARE]})
    write(
        tmp_path,
        "admin1_lines.geojson",
        {"type": "LineString", "coordinates": [[131, 47], [132, 48]]},
    )
    found = ground(tmp_path, POINTS)
    names = [layer.name for layer in found.layers]
    assert names == ["world", "sea", "land", "home", "borders", "roads", "boundary"]
    assert found.box == Box(130, 46, 147, 62)
    assert "<b>" not in json.dumps([layer.feature for layer in found.layers])


def test_a_torn_file_is_named(tmp_path):
    (tmp_path / "basemap").mkdir()
    (tmp_path / "basemap" / "land.geojson").write_text('{"features": [', encoding="utf-8")
    with pytest.raises(InputError, match=r"land\.geojson: not a GeoJSON feature collection"):
        ground(tmp_path, POINTS)


def test_text_for_a_number_is_refused(tmp_path):
    write(
        tmp_path, "land.geojson", {"type": "LineString", "coordinates": [["alert(1)", 1], [2, 3]]}
    )
    with pytest.raises(InputError, match=r"land\.geojson"):
        ground(tmp_path, POINTS)


def test_credits_name_each_source_once_with_its_licence():
    found = credits(
        [
            {"source": "Natural Earth 1:10m"},
            {"source": "Natural Earth 1:50m"},
            {"source": "OpenStreetMap extract", "licence": "ODbL"},
            {"source": "Own survey <2026>"},
        ],
        ["GeoNames cities500", "general knowledge"],
    )
    assert [text for text, _ in found] == [
        "Natural Earth",
        "© OpenStreetMap contributors, ODbL 1.0",
        "Own survey <2026>",
        "GeoNames, CC BY 4.0",
    ]
