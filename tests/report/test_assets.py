import hashlib
import json

from optimizer.region.resource import resource

SHA256 = {
    "leaflet.js": "5819285cec137b229c94e1ee5ad73e8b6b84345a4367d60f75fe477fe0fb7b03",
    "leaflet.css": "90b693d86392a4779c861b28cf307e7e59c3fb35328c4d8b95f58f814d38c722",
    "land_50m.geojson": "31f736e66bfd75e6e5b6723e33660f3fea2785392e00e7b2f328e05fc8112c64",
}


def test_vendored_files_are_unchanged():
    for name, expected in SHA256.items():
        data = (resource("map_assets") / name).read_bytes()
        assert hashlib.sha256(data).hexdigest() == expected, name


def test_every_vendored_file_has_its_licence_beside_it():
    folder = resource("map_assets")
    assert "Redistribution and use" in (folder / "LICENSE-leaflet.txt").read_text(encoding="utf-8")
    assert "public\ndomain" in (folder / "LICENSE-land.txt").read_text(encoding="utf-8")
    told = (folder / "README.md").read_text(encoding="utf-8")
    for path in folder.iterdir():
        if path.suffix in (".js", ".css", ".geojson"):
            assert path.name in told


def test_far_names_are_in_both_languages():
    text = (resource("map_assets") / "names.geojson").read_text(encoding="utf-8")
    for feature in json.loads(text)["features"]:
        about = feature["properties"]
        assert about["name"].isascii()
        assert not about["name_ru"].isascii()
        assert about["kind"] in ("sea", "land")
