"""Fleets whose failures can be counted, and that something can repair."""

from __future__ import annotations

from optimizer.region.column import LEVELS
from optimizer.region.findings import Findings
from optimizer.region.machines import Activity, MachineClass, Today
from optimizer.region.record import Facts, Record
from optimizer.region.resources import Hosting, Level
from optimizer.region.scenario_file import ReadScenario
from optimizer.region.sites import Fleet, Site
from optimizer.region.suggest import did_you_mean


def check_fleets(facts: Facts, scenario: ReadScenario, findings: Findings) -> None:
    """Every fleet has hours or km, servers that repair its class, and a way of repair today."""
    classes = {row.id: (row, record) for row, record in facts.of(MachineClass)}
    fleets = [(fleet, record) for fleet, record in facts.of(Fleet) if _ever_counts(record)]
    for fleet, record in fleets:
        if fleet.machine_class in classes:
            _check_use(fleet, record, classes[fleet.machine_class][0], findings)
    used = {fleet.machine_class for fleet, _ in fleets}
    for name, (machine_class, record) in classes.items():
        if machine_class.service != "mobile" and machine_class.tow_kmh is None:
            what = f"a class with service '{machine_class.service}' needs a speed to the hub"
            record.add_to(findings, "tow_kmh", what, "give tow_kmh, or make the service mobile")
        if name in used and facts.sound(Level, Hosting):
            _check_hosting(facts, machine_class, record, findings)
    if scenario.rules and scenario.rules.keep_today and facts.sound(Today):
        _check_today(facts, fleets, findings)
    if scenario.rules and facts.sound(Fleet):
        _check_scopes(fleets, scenario, findings)
    kinds = {site.kind for site, _ in facts.of(Site)}
    for activity, record in facts.of(Activity):
        if activity.kind and activity.kind not in kinds and facts.sound(Site):
            what = "no site is of this kind"
            record.warn_in(findings, "kind", what, did_you_mean(activity.kind, kinds))


def _ever_counts(record: Record) -> bool:
    return any(record.values[f"count_{level}"] > 0 for level in LEVELS)


def _check_use(fleet: Fleet, record: Record, row: MachineClass, findings: Findings) -> None:
    if row.failures_per == "10000 km":
        if fleet.km_per_year is None:
            what = f"class '{row.id}' counts failures per 10000 km and the fleet has no km"
            record.add_to(findings, "km_per_year", what, "give km_per_year")
    elif fleet.hours_per_year is None and (fleet.km_per_year is None or row.mean_kmh is None):
        what = f"class '{row.id}' counts failures per 1000 h and the fleet has no hours"
        fix = (
            "give hours_per_year"
            if fleet.km_per_year is None
            else ("give hours_per_year, or mean_kmh of the class")
        )
        record.add_to(findings, "hours_per_year", what, fix)


def _check_hosting(facts: Facts, row: MachineClass, record: Record, findings: Findings) -> None:
    servers = [level.servers for level, _ in facts.of(Level) if level.pool == row.pool]
    if not servers:
        what = f"pool '{row.pool}' has no level of servers"
        record.add_to(findings, "pool", what, f"add rows for '{row.pool}' to levels")
        return
    most = max(
        (host.max_servers for host, _ in facts.of(Hosting) if host.pool == row.pool), default=0
    )
    if most < min(servers):
        what = f"no hub size can host pool '{row.pool}', whose smallest level has {min(servers)}"
        fix = f"add a row for '{row.pool}' to hosting, or raise its max_servers"
        record.add_to(findings, "pool", what, fix)


def _check_today(facts: Facts, fleets: list[tuple[Fleet, Record]], findings: Findings) -> None:
    known = {(today.machine_class, today.workshop) for today, _ in facts.of(Today)}
    for fleet, record in fleets:
        key = (fleet.machine_class, fleet.workshop)
        if key in known:
            continue
        known.add(key)
        what = f"today has no row for class '{key[0]}' with workshop '{key[1]}'"
        fix = "add the row, or set keep_today = false in the scenario"
        record.add_to(findings, "class", what, fix)


def _check_scopes(
    fleets: list[tuple[Fleet, Record]], scenario: ReadScenario, findings: Findings
) -> None:
    rules = scenario.rules
    known = {fleet.scope for fleet, _ in fleets}
    if rules is None:
        return
    unknown = [scope for scope in rules.scopes if scope not in known]
    for scope in unknown if known else ():
        fix = did_you_mean(scope, known)
        what = "key 'scopes' names a scope that no fleet has"
        findings.add(scenario.where("scopes"), what, got=scope, fix=fix)
    used = any(fleet.scope in rules.scopes and fleet.count > 0 for fleet, _ in fleets)
    if not used and (not unknown or not known):
        what = f"no fleet has a machine at the {rules.values} values in the scopes of the scenario"
        findings.add(scenario.where("scopes"), what, fix="check scopes, and count in fleets")
