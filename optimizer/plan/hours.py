"""Hours of every stage of every fleet under a plan, season by season and over the year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.model.choice import Choice, Evaluation
from optimizer.problem import Array, Station
from optimizer.turnaround.build import Turnaround

STAGES = ("report_h", "parts_h", "queue_h", "go_h", "handson_h", "return_h")


@dataclass(frozen=True, eq=False)
class PlanHours:
    """Hours per repair; nan for fleets that keep today's way.

    ``by_season`` maps each stage to (S, D), ``by_year`` to (D,), averaged over the repairs.
    ``queue_wait`` (station name to (S, J)) and ``part_wait`` are hours per job and per part.
    """

    by_season: dict[str, Array]
    by_year: dict[str, Array]
    queue_wait: dict[str, Array]
    part_wait: dict[str, Array]

    @property
    def turnaround_h(self) -> Array:
        """(D,) hours from failure to work again."""
        return np.asarray(sum(self.by_year[stage] for stage in STAGES))

    @property
    def turnaround_by_season(self) -> Array:
        """(S, D) hours from failure to work again, by season."""
        return np.asarray(sum(self.by_season[stage] for stage in STAGES))


def plan_hours(built: Turnaround, choice: Choice, evaluation: Evaluation) -> PlanHours:
    """Stage hours of a plan, by Little's law from the machines that wait at each station."""
    problem, st = built.problem, built.stages
    queue_wait: dict[str, Array] = {}
    part_wait: dict[str, Array] = {}
    for k, station in enumerate(problem.stations):
        wait = _wait_per_job(built, station, choice, evaluation.loads[k], k)
        (queue_wait if station.kind == "servers" else part_wait)[station.name] = wait
    seasons, cells = built.rate.shape
    served = choice.served
    mine = np.flatnonzero(served >= 0)
    by_season = {stage: np.full((seasons, cells), np.nan) for stage in STAGES}
    at = (slice(None), mine, served[mine])
    by_season["report_h"][:, mine] = st.report_h[mine]
    by_season["go_h"][:, mine] = st.go_h[at]
    by_season["handson_h"][:, mine] = st.handson_h[at]
    by_season["return_h"][:, mine] = st.back_h[at]
    by_season["queue_h"][:, mine] = 0.0
    by_season["parts_h"][:, mine] = 0.0
    yearly_parts = np.zeros(cells)
    for station in problem.stations:
        inside = np.flatnonzero(served[station.cells] >= 0)
        who = station.cells[inside]
        if station.kind == "servers":
            by_season["queue_h"][:, who] += queue_wait[station.name][:, served[who]]
            continue
        wait = part_wait[station.name][:, served[who]]
        # parts per repair: the station's rate over the cell's own, mean of the year
        each = built.season_share @ station.rate[:, inside] / built.demand.rate[who]
        by_season["parts_h"][:, who] += wait * each
        waiting = built.season_share @ (station.rate[:, inside] * wait)
        yearly_parts[who] += waiting / built.demand.rate[who]
    by_year = {stage: _yearly(built, hours) for stage, hours in by_season.items()}
    by_year["parts_h"] = np.where(served >= 0, yearly_parts, np.nan)
    return PlanHours(by_season, by_year, queue_wait, part_wait)


def _wait_per_job(
    built: Turnaround, station: Station, choice: Choice, load: Array, k: int
) -> Array:
    """(S, J) hours that a job waits at a station: number waiting over jobs per hour."""
    shares = choice.shares(built.problem)
    jobs = station.rate @ shares[station.cells]
    waiting = np.zeros_like(jobs)
    factor = built.variability_factor.get(station.name)
    for j in np.flatnonzero(choice.level[k] >= 0):
        level = int(choice.level[k, j])
        seen = station.level_load(level, int(j), load[:, j])
        number = [station.curve(level, s, int(j)).value(at) for s, at in enumerate(seen)]
        waiting[:, j] = np.array(number) * (1.0 if factor is None else factor[j])
    return np.where(jobs > 0, waiting / np.where(jobs > 0, jobs, 1.0), 0.0)


def _yearly(built: Turnaround, hours: Array) -> Array:
    """Mean over the seasons by the repairs of each."""
    weight = built.season_share[:, None] * built.rate
    return np.asarray(standing(weight, hours).sum(axis=0) / np.maximum(weight.sum(axis=0), 1e-300))


def standing(rate: Array, hours: Array) -> Array:
    """``rate x hours``: machines that stand; none where nothing fails, be the way closed or not."""
    return np.asarray(rate * np.where(rate > 0, hours, 0.0))
