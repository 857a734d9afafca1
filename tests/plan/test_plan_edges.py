"""Regions with something missing: no hub that pays, no table of today, no parts, idle fleets."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from optimizer.cli.plan_json import as_line, plan_object
from optimizer.plan.explain import explain
from optimizer.plan.optimize import optimize
from optimizer.plan.plan import Plan
from optimizer.region import Region, load_region
from optimizer.region.machines import Activity
from optimizer.report.map_page import map_html
from optimizer.report.tables import write_csv


def _planned(region: Region, folder: Path, **how: object) -> Plan:
    """A plan that everything works with: words, files, map, check."""
    plan = optimize(region, time_limit=10, **how)
    assert plan.verify() == []
    for lang in ("en", "ru"):
        assert plan.summary(lang)
        assert explain(plan, lang=lang) or plan.hubs.empty
        assert map_html(plan, lang=lang)
    for site in region.sites:
        assert explain(plan, site.id)
    for park in region.parks:
        assert explain(plan, park.id, "ru")
    write_csv(plan, folder)
    assert Plan.load(plan.save(folder / "plan.json")).verify() == []
    assert "NaN" not in as_line(plan_object(plan, {}, []))
    assert plan._repr_html_()
    for key in ("group", "machine_class", "site", "park"):
        assert len(plan.by(key))
    assert len(plan.by_season()) == len(region.seasons)
    return plan


def test_no_hub_pays(tutorial: Region, tmp_path: Path) -> None:
    poor = replace(tutorial, scenario=tutorial.scenario.model_copy(update={"budget_mrub": 10.0}))
    plan = _planned(poor, tmp_path)
    assert plan.hubs.empty
    assert plan.stations.empty
    assert plan.costs.empty
    assert plan.routes.empty
    assert "park" in plan.hubs
    assert "cost_mrub" in plan.stations
    assert plan.figures["cost_mrub"] == 0
    assert plan.figures["turnaround_h"]["plan"] == pytest.approx(65)
    assert (plan.assignments["next_park"] == "").all()
    assert set(plan.assignments["kept_because"]) == {"slower"}
    assert "No hub pays" in plan.summary()
    assert "ни один центр" in plan.summary("ru")


def test_without_today(tutorial: Region, tmp_path: Path) -> None:
    """Nothing to compare with, and everybody must be served."""
    plan = _planned(replace(tutorial, today=()), tmp_path)
    assert (plan.assignments["park"] != "").all()
    assert math.isinf(plan.figures["turnaround_h"]["today"])
    assert math.isfinite(plan.figures["turnaround_h"]["plan"])
    assert "nothing to compare with" in plan.summary()
    assert math.isinf(plan.hubs["worth_mrub"].max())
    assert "could not be served" in plan.summary()


def test_without_parts(tutorial: Region, tmp_path: Path) -> None:
    plan = _planned(replace(tutorial, families=(), needs=()), tmp_path)
    assert set(plan.stations["kind"]) == {"servers"}
    assert (plan.assignments["parts_h"] == 0).all()
    assert plan.costs["stock"].sum() == 0
    assert "kits of parts" not in plan.summary()


def test_a_fleet_from_which_nothing_goes_outside(tutorial: Region, tmp_path: Path) -> None:
    fleets = tuple(
        replace(f, workshop="strong") if f.site == "hill-pit" else f for f in tutorial.fleets
    )
    classes = tuple(replace(c, outside_strong=0.0) for c in tutorial.classes)
    # there is no row of today for a strong workshop: its turnaround today is not known
    plan = _planned(replace(tutorial, fleets=fleets, classes=classes), tmp_path)
    idle = plan.assignments.set_index("site").loc["hill-pit"]
    assert idle["repairs_per_year"] == 0
    assert idle["machines_down"] == idle["downtime_mrub"] == 0
    assert math.isfinite(plan.figures["downtime_mrub"]["plan"])
    assert math.isfinite(plan.figures["turnaround_h"]["plan"])
    assert plan.figures["worst_site"]["site"] != "hill-pit"


def test_no_repairs_while_the_way_is_closed(tutorial: Region, tmp_path: Path) -> None:
    """The river mine works in summer only, and from the middle there is only the ferry."""
    across = replace(
        tutorial.parks[0], id="river-park", name="River park", place="river", lat=60.5, lon=100.3
    )
    summer = tuple(float(5 <= month <= 10) for month in range(1, 13))
    region = replace(
        tutorial,
        parks=(tutorial.parks[1], replace(across, capital_factor=9.0, running_factor=9.0)),
        links=tuple(link for link in tutorial.links if link.mode != "winter_road"),
        activity=(Activity(machine_class="truck", kind="mine", months=summer),),
        scenario=tutorial.scenario.model_copy(update={"gateway": ""}),
    )
    plan = _planned(region, tmp_path)
    mine = plan.assignments.set_index("site").loc["river-mine"]
    assert mine["park"] == "middle-park"
    assert mine["go_h"] == pytest.approx(2.0, abs=0.01)
    winter = plan.seasonal.set_index(["site", "season"]).loc[("river-mine", "winter")]
    assert math.isinf(winter["turnaround_h"])
    assert np.isfinite(plan.by_season()["turnaround_h"]).all()
    assert math.isfinite(plan.figures["turnaround_h"]["plan"])
    seasons = plan.routes[plan.routes["site"] == "river-mine"]["season"]
    assert set(seasons) == {"summer"}


def test_hours_of_the_users_own_matrix(own_folder: Path, tmp_path: Path) -> None:
    region = load_region("tutorial")
    rows = ["park,site,crew_h,km"]
    rows += [f"{p.id},{s.id},5,100" for p in region.parks for s in region.sites]
    (own_folder / "hours.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (own_folder / "scenarios" / "own.toml").write_text(
        'extends = "base"\nmatrix = "hours.csv"\n', encoding="utf-8"
    )
    plan = _planned(load_region(own_folder, scenario="own"), tmp_path / "out")
    served = plan.assignments[plan.assignments["park"] != ""]
    assert len(served)
    assert served["go_h"].tolist() == pytest.approx([5.0] * len(served))
    assert set(plan.routes["mode"]) == {""}
    assert set(plan.seasonal["mode"]) <= {"", "today"}


def test_one_site_and_one_park(tutorial: Region, tmp_path: Path) -> None:
    region = replace(tutorial, parks=tutorial.parks[1:2], fleets=tutorial.fleets[2:3])
    plan = _planned(region, tmp_path)
    assert list(plan.hubs["park"]) == ["middle-park"]
    assert plan.assignments["next_park"].tolist() == [""]
    assert plan.assignments["next_h"].tolist() == [50.0]
