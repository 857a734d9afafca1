"""What the hubs of a plan cost, from the tables: building, servers, stock, park by park."""

from __future__ import annotations

from optimizer.model.choice import Choice
from optimizer.problem import Problem
from optimizer.region.region import Region
from optimizer.region.resources import Family
from optimizer.region.sites import Park
from optimizer.turnaround.lines import LineAt
from optimizer.turnaround.ways import USUAL, Way


def cost_mrub(region: Region, problem: Problem, choice: Choice) -> float:
    """Million RUB a year of all hubs."""
    return sum(
        hub_mrub(region, problem, choice, j)
        for j in range(len(region.parks))
        if choice.size[j] >= 0
    )


def hub_mrub(region: Region, problem: Problem, choice: Choice, j: int) -> float:
    """Million RUB a year of one hub, with its servers and its stock."""
    park, size = region.parks[j], region.sizes[choice.size[j]]
    total = _yearly(region, park, size.capital_mrub, size.running_mrub)
    families = {f.id: f for f in region.families}
    for k, station in enumerate(problem.stations):
        number = int(choice.level[k, j])
        if number < 0:
            continue
        if station.kind == "servers":
            level = sorted(
                (v for v in region.levels if v.pool == station.name), key=lambda v: v.servers
            )[number]
            total += _yearly(region, park, level.capital_mrub, level.running_mrub)
        else:
            family, kit = families[station.name], station.curves[number]
            pieces = getattr(kit, "pieces", 0)
            total += pieces * family.price_krub / 1000.0 * family.holding_rate
    return total


def lines_mrub(region: Region, built: list[LineAt]) -> float:
    """Million RUB a year of product lines, less what they save."""
    return sum(
        _yearly(region, at.park, at.line.capital_mrub, at.line.running_mrub)
        - at.line.volume * at.line.saves_krub / 1000.0
        for at in built
    )


def freight_mrub(region: Region, family: Family, way: Way, parts_per_hour: float) -> float:
    """Million RUB a year that a way of supply costs beside today's freight."""
    lanes = {lane.id: lane for lane in region.lanes}
    price = -way.line_share * family.freight_krub  # what a line here makes has no freight
    for name, share in way.lanes:
        if name != USUAL:
            lane = lanes[name]
            extra = lane.price_rub_kg * family.weight_kg / 1000.0 - family.freight_krub
            price += share * extra * len(lane.open_months) / 12.0
    return price * parts_per_hour * 8760.0 / 1000.0


def _yearly(region: Region, park: Park, capital: float, running: float) -> float:
    annuity = region.scenario.annuity_rate
    return capital * annuity * park.capital_factor + running * park.running_factor
