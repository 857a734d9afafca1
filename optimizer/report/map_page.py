"""The map of a plan as one HTML file, and inline in a notebook."""

from __future__ import annotations

import html
from pathlib import Path

from optimizer.report.folium_page import folium_page
from optimizer.report.ground import ground
from optimizer.report.page_data import page_data, points
from optimizer.report.quarter_data import quarter_points, quarters_data
from optimizer.report.simulation_data import Lived
from optimizer.report.source import Shown, ShownQuarters, one_period, over_quarters


def map_html(plan: Shown | ShownQuarters, *, lang: str = "en", lived: Lived | None = None) -> str:
    """The map page: one HTML text that needs no network.

    Parameters
    ----------
    plan
        The plan to show, of one period or over quarters.
    lang
        Language of the page, ``en`` or ``ru``.
    lived
        A simulation of the plan, as `Simulation.to_dict` gives it in the same language.
    """
    if over_quarters(plan):
        below = ground(plan.region.folder, quarter_points(plan))
        return folium_page(quarters_data(plan, lang, below, lived), below)
    assert one_period(plan), "a plan has quarters or one period"
    below = ground(plan.region.folder, points(plan))
    return folium_page(page_data(plan, lang, below, lived), below)


def write_map(
    plan: Shown | ShownQuarters, path: str | Path, lang: str = "en", lived: Lived | None = None
) -> Path:
    """Write the map page to ``path``; returns the path. It opens by double click.

    ``lived`` is a simulation of the plan, as `Simulation.to_dict` gives it in the same language.
    """
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(map_html(plan, lang=lang, lived=lived), encoding="utf-8", newline="\n")
    return target


def map_inline(plan: Shown | ShownQuarters, *, lang: str = "en", height_px: int = 640) -> str:
    """The map as an iframe for a notebook (``IPython.display.HTML`` or ``_repr_html_``)."""
    page = html.escape(map_html(plan, lang=lang), quote=True)
    return (
        f'<iframe srcdoc="{page}" sandbox="allow-scripts allow-popups" loading="lazy" '
        f'style="width:100%;height:{height_px:d}px;border:1px solid #ccd3d9;border-radius:8px">'
        "</iframe>"
    )
