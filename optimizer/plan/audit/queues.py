"""Queues of every pool at every hub, season by season, with the rules that bind servers."""

from __future__ import annotations

from optimizer.plan.audit.books import Books, weighted_mean
from optimizer.plan.audit.waits import waiting_for_a_server
from optimizer.region.seasons import Season
from optimizer.region.sites import Fleet


def enter_queues(books: Books) -> None:
    """Enter machines that wait for a server."""
    for pool in (p.id for p in books.region.pools):
        k = books.station(pool)
        if k is None:
            continue
        mine = [
            d for d, f in enumerate(books.region.fleets) if books.repairs.machine(f).pool == pool
        ]
        worth = weighted_mean([books.value[d] for d in mine], [books.rate[d] for d in mine])
        for j in range(len(books.region.parks)):
            _hub(books, pool, k, j, worth)


def _hub(books: Books, pool: str, k: int, j: int, worth: float) -> None:
    park, choice = books.region.parks[j].id, books.plan.choice
    fleets = [f for _, f in books.served(j) if books.repairs.machine(f).pool == pool]
    loads = [_busy(books, fleets, j, season) for season in books.region.seasons]
    number, size = int(choice.level[k, j]), int(choice.size[j])
    if number < 0 or size < 0:
        if max(loads, default=0.0) > 1e-12:
            books.broken.append(f"{park}: serves without {pool}")
        return
    servers = sorted(v.servers for v in books.region.levels if v.pool == pool)[number]
    if servers > _hosted(books, books.region.sizes[size].id, pool):
        books.broken.append(f"{park}: {servers} of {pool} in too small a hub")
    most = books.region.scenario.max_utilisation * servers
    if max(loads) > most * (1 + 1e-7) + 1e-9:
        books.broken.append(f"{park}: {pool} is busier than allowed")
        return
    factor = (1.0 + float(books.plan.built.variability[pool][j])) / 2.0
    for season, load in zip(books.region.seasons, loads, strict=True):
        books.stand(books.year(season) * factor * waiting_for_a_server(servers, load), worth)


def _hosted(books: Books, size: str, pool: str) -> int:
    """Servers of a pool that a hub size hosts at most."""
    rows = [h.max_servers for h in books.region.hosting if (h.size, h.pool) == (size, pool)]
    return max(rows, default=0)


def _busy(books: Books, fleets: list[Fleet], j: int, season: Season) -> float:
    """Mean busy servers that the fleets ask for in a season (load, Erlang)."""
    total = 0.0
    for fleet in fleets:
        for month in season.months:
            rate = books.repairs.per_hour_in(fleet, month)
            if rate > 0:
                total += rate * books.repairs.at(fleet, books.region.parks[j], month).busy_h
    return total / len(season.months)
