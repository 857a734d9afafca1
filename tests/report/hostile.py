"""The made-up plan with names that try to run as code, and a ground that does so too."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
from made_plan import MadePlan

PAYLOAD = (
    " \"'><img src=x onerror=hacked()>${hacked()}`${hacked()}`{{7*7}}{% raw %}"
    "<!--<script>hacked()</script></title></textarea>\\u003cb\\'+hacked()+'\u2028&lt;i&gt;"
)
KEYS = {"kind", "way", "season", "mode", "status", "workshop", "leg", "source"}
SUPPLY = ("lines", "line_effects", "supplies", "part_routes")


def spoilt(frame: pd.DataFrame) -> pd.DataFrame:
    """Every text but the few words with a meaning, with the payload behind it."""
    return frame.assign(
        **{
            name: [v + PAYLOAD if isinstance(v, str) and v else v for v in frame[name]]
            for name in frame.columns
            if name not in KEYS
        }
    )


def hostile_plan(plan: MadePlan, folder: Path) -> MadePlan:
    base = folder / "basemap"
    base.mkdir()
    line = {"type": "LineString", "coordinates": [[134, 48], [135, 49]]}
    feature = {"type": "Feature", "id": PAYLOAD, "properties": {"n": PAYLOAD}, "geometry": line}
    data = {"features": [feature], "source": PAYLOAD, "licence": PAYLOAD}
    (base / "trunk_roads.geojson").write_text(json.dumps(data), encoding="utf-8")
    region = plan.region

    def named(rows: tuple) -> tuple:
        return tuple(replace(r, name=r.name + PAYLOAD, name_ru=r.name_ru + PAYLOAD) for r in rows)

    spoilt_region = replace(
        region,
        folder=folder,
        title={lang: text + PAYLOAD for lang, text in region.title.items()},
        places=named(region.places),
        modes=named(region.modes),
        seasons=named(region.seasons),
        sizes=named(region.sizes),
        families=named(region.families),
        sites=tuple(replace(s, id=s.id + PAYLOAD, kind=s.kind + PAYLOAD) for s in region.sites),
    )
    return replace(
        plan,
        region=spoilt_region,
        figures={**plan.figures, "status": PAYLOAD},
        assumptions={"fleets" + PAYLOAD: (1, 2)},
        **{
            name: spoilt(getattr(plan, name))
            for name in ("hubs", "stations", "assignments", "seasonal", "routes", *SUPPLY)
            if hasattr(plan, name)
        },
    )
