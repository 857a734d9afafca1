"""The page itself: a folium map with everything inside, so that it needs no network."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import folium
from branca.element import Element, Figure
from folium.map import CustomPane
from jinja2 import Template

from optimizer.region.resource import resource
from optimizer.report.content_policy import with_policy
from optimizer.report.ground import SEA, Ground
from optimizer.report.safe_json import script_json

ASSETS = Path(__file__).parent / "assets"
STYLES = ("page.css", "panel.css", "card.css", "simulation.css", "phone.css", "quarters.css")
SCRIPTS = (
    "dom.js", "words.js", "state.js", "spread.js", "shapes.js", "figures.js", "quarters.js",
    "quarter_chart.js", "quarter_slider.js", "controls.js", "ways.js", "parts.js", "lines.js",
    "legend.js", "sites.js", "hubs.js", "layout.js", "labels.js", "card.js", "hub_card.js",
    "line_card.js", "site_card.js", "simulation_card.js", "quarter_card.js", "search.js", "page.js",
)  # fmt: skip
PANES = {"ground": 250, "far-names": 300, "labels": 610}
"""Panes besides Leaflet's own (lines and sites at 400, hubs at 600), by height."""
_MARGIN = (34.0, 20.0)


class _Inline(Element):
    """Text that goes into the page as it is: a plain branca element would compile it as Jinja."""

    _template = Template("{{ this.code }}")

    def __init__(self, code: str) -> None:
        super().__init__()
        self.code = code


_START = (
    "<script>hubsPage({map}, "
    'JSON.parse(document.getElementById("hubs-data").textContent));</script>'
)
"""Runs after folium's own script: hands the map and the data block to our page."""


def folium_page(data: dict[str, Any], ground: Ground) -> str:
    """One HTML page with map, data, styles and scripts, and a policy that lets nothing else run."""
    figure = Figure()
    chart = _map(ground)
    chart.add_to(figure)
    title = html.escape(data["words"]["page_title"].replace("{region}", data["region"]))
    head = [
        f"<title>{title}</title>",
        '<link rel="icon" href="data:,">',
        *(f"<style>{text}</style>" for text in _styles()),
        *(f"<script>{text}</script>" for text in _scripts()),
    ]
    for part in head:
        figure.header.add_child(_Inline(part))
    block = f'<script type="application/json" id="hubs-data">{script_json(data)}</script>'
    figure.html.add_child(_Inline(block))
    start = _START.replace("{map}", chart.get_name())
    page = _stable_ids(figure.render().replace("</html>", f"{start}\n</html>"))
    return with_policy(page.replace("<html>", f'<html lang="{data["lang"]}">', 1))


def _map(ground: Ground) -> folium.Map:
    box = ground.box
    wide = box.grown(*_MARGIN)
    chart = folium.Map(
        location=[(box.south + box.north) / 2, box.middle],
        zoom_start=5,
        tiles=None,
        zoom_control=False,
        prefer_canvas=True,
        attribution_control=False,
        zoom_snap=0.25,
        zoom_delta=0.5,
        wheel_px_per_zoom_level=110,
    )
    chart.options["minZoom"], chart.options["maxZoom"] = 3.75, 13
    chart.options["maxBounds"] = [[wide.south, wide.west], [wide.north, wide.east]]
    chart.default_js, chart.default_css = [], []
    for name, height in PANES.items():
        CustomPane(name, z_index=height, pointer_events=False).add_to(chart)
    for layer in ground.layers:
        folium.GeoJson(
            {"type": "FeatureCollection", "features": [layer.feature]},
            name=layer.name,
            style_function=lambda _, style=layer.style: dict(style),
            control=False,
            smooth_factor=0.8,
            pane="ground",
            interactive=False,
        ).add_to(chart)
    return chart


def _styles() -> list[str]:
    leaflet = (resource("map_assets") / "leaflet.css").read_text(encoding="utf-8")
    own = "\n".join((ASSETS / name).read_text(encoding="utf-8") for name in STYLES)
    # Leaflet's pictures (layer switch, default marker) are not used and must not be asked for.
    return [re.sub(r"url\([^)]*\)", "none", leaflet), own.replace("SEA_COLOUR", SEA)]


def _scripts() -> list[str]:
    leaflet = (resource("map_assets") / "leaflet.js").read_text(encoding="utf-8")
    own = "\n".join((ASSETS / name).read_text(encoding="utf-8") for name in SCRIPTS)
    texts = [
        re.sub(r"//# sourceMappingURL=.*", "", leaflet),
        f'(function () {{\n"use strict";\n{own}}})();',
    ]
    for text in texts:
        if "</script" in text.lower():
            raise ValueError("a script of the page would end its own block")
    return texts


def _stable_ids(page: str) -> str:
    """The page with folium's random ids numbered, so that the same plan gives the same bytes."""
    numbers: dict[str, str] = {}
    return re.sub(
        r"(?<=_)[0-9a-f]{32}(?![0-9a-f])",
        lambda found: numbers.setdefault(found[0], f"{len(numbers):x}"),
        page,
    )
