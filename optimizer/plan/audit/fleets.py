"""Stages without waiting: every fleet's repairs month by month, or its way of today."""

from __future__ import annotations

import math

from optimizer.plan.audit.books import Books
from optimizer.region.sites import Fleet


def enter_fleets(books: Books) -> None:
    """Enter machines under way, in work, or repaired as today."""
    for d, fleet in enumerate(books.region.fleets):
        if books.rate[d] > 0:
            if books.plan.choice.served[d] < 0:
                _today(books, d, fleet)
            else:
                _at_hub(books, d, fleet, int(books.plan.choice.served[d]))


def _today(books: Books, d: int, fleet: Fleet) -> None:
    rules, row = books.region.scenario, books.repairs.today(fleet)
    if row is None or not rules.keep_today:
        books.broken.append(f"{_name(fleet)}: may not keep today's way")
        return
    books.stand(books.rate[d] * row.turnaround_h, books.value[d])
    late = rules.reach_weight * (rules.reach_target_h or 0.0)
    books.aim += books.value[d] * books.rate[d] * late


def _at_hub(books: Books, d: int, fleet: Fleet, j: int) -> None:
    repairs, park, rules = books.repairs, books.region.parks[j], books.region.scenario
    report = repairs.machine(fleet).report_h
    for month in repairs.months:
        rate = repairs.per_hour_in(fleet, month)
        if rate <= 0:
            continue
        repair = repairs.at(fleet, park, month)
        hours = report + repair.go_h + repair.work_h + repair.back_h
        if not math.isfinite(hours):
            books.broken.append(f"{_name(fleet)}: no way from {park.id} in month {month}")
            return
        books.stand(rate * hours / len(repairs.months), books.value[d])
    if rules.reach_target_h is not None and rules.reach_weight > 0:
        late = _late(books, fleet, j, rules.reach_target_h)
        books.aim += books.value[d] * rules.reach_weight * late


def _late(books: Books, fleet: Fleet, j: int, target: float) -> float:
    """Machines that wait for help beyond the target, by the mean way of each season."""
    total, repairs = 0.0, books.repairs
    for season in books.region.seasons:
        rates = {m: repairs.per_hour_in(fleet, m) for m in season.months}
        together = sum(rates.values())
        if together > 0:
            ways = [
                rate * repairs.at(fleet, books.region.parks[j], month).go_h
                for month, rate in rates.items()
                if rate > 0
            ]
            total += together / len(repairs.months) * max(sum(ways) / together - target, 0.0)
    return total


def _name(fleet: Fleet) -> str:
    return f"{fleet.site} / {fleet.machine_class}"
