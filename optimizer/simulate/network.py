"""What is simulated, in numbers alone: sources of repairs, pools of servers, shelves of parts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.problem import Array, Ints

MONTHS = 12
MONTH_H = 730.0
YEAR_H = MONTHS * MONTH_H

Months = tuple[float, ...]
"""One number for each calendar month; all months have 730 hours."""

AS_TODAY = -1
"""Pool of a source that keeps today's way of repair."""

ALWAYS_OPEN: Months = (0.0,) * MONTHS
NEVER_OPEN: Months = (float("inf"),) * MONTHS


@dataclass(frozen=True, kw_only=True)
class Source:
    """Machines of one fleet: a finite source of repairs.

    Attributes
    ----------
    machines
        How many; of a part of a machine only that part of its time counts.
    failures_per_h
        Of one machine that works, by month; every severity.
    outside
        Share of the failures that goes outside the owner's workshop.
    own_h
        Mean hours of a failure that the owner closes himself.
    report_h
        Hours until a hub has the job.
    pool
        Index of the pool of servers, or `AS_TODAY`.
    needs
        Shelf and probability, for each kind of part that a repair may ask the shelf for.
    crew_h
        One way of a crew, by month; inf where closed.
    tow_h
        One way of the machine to the hub, by month; inf where a crew drives out instead.
    field_h, bay_h
        Mean hours of work at the site and at the hub, by month, cold included.
    work_cv
        Coefficient of variation of the work; 1 is exponential, 0 fixed, else lognormal.
    setup_h
        Hours that the server is busy after a job, when the machine is already gone.
    value
        Rank in the line where the dearer machine goes first.
    today
        Mean hours of the stages where the source keeps today's way: parts, queue, travel, work.
    """

    machines: float
    failures_per_h: Months
    outside: float = 1.0
    own_h: float = 0.0
    report_h: float = 0.0
    pool: int = AS_TODAY
    needs: tuple[tuple[int, float], ...] = ()
    crew_h: Months = ALWAYS_OPEN
    tow_h: Months = NEVER_OPEN
    field_h: Months = ALWAYS_OPEN
    bay_h: Months = ALWAYS_OPEN
    work_cv: float = 1.0
    setup_h: float = 0.0
    value: float = 0.0
    today: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, kw_only=True, eq=False)
class Shelf:
    """Parts of one family at one hub.

    Attributes
    ----------
    share
        Share of the demand of each part number.
    stock
        Base stock of each part number; every piece taken is ordered again at once.
    resupply_h, resupply_cv
        Mean hours to the gateway, and their variation as in `Source.work_cv`.
    lanes
        Where pieces come from several sources: share of the pieces, mean hours to the gateway by
        month of the order, instead of ``resupply_h``, and fixed hours beyond ``way_h``.
    way_h
        Hours from the gateway to the shelf, or from the depot, handling included, by month of the
        order.
    depot
        Shelf of the depot that supplies it, which alone orders outside; -1 for none.
    """

    share: Array
    stock: Ints
    resupply_h: float
    resupply_cv: float = 1.0
    way_h: Months = ALWAYS_OPEN
    lanes: tuple[tuple[float, Months, Months], ...] = ()
    depot: int = -1


@dataclass(frozen=True, kw_only=True, eq=False)
class Network:
    """Sources, pools of so many servers each, and shelves.

    ``by_value``: the dearest machine in the line goes first, else who came first.
    """

    sources: tuple[Source, ...]
    servers: tuple[int, ...]
    shelves: tuple[Shelf, ...] = ()
    by_value: bool = False

    @property
    def first_part(self) -> Ints:
        """Number of each shelf's first part number when all are counted through, and of the end."""
        return np.cumsum([0, *(len(shelf.stock) for shelf in self.shelves)])


def month_of(hour: float) -> int:
    """Month (0 to 11) of an hour since New Year of any year."""
    return int(hour / MONTH_H) % MONTHS


def opens(hour: float, ways_h: Months) -> float:
    """First hour, from this one on, at which the way is open; inf where it never is."""
    for ahead in range(MONTHS + 1):
        if ways_h[(int(hour / MONTH_H) + ahead) % MONTHS] < float("inf"):
            return hour if ahead == 0 else (int(hour / MONTH_H) + ahead) * MONTH_H
    return float("inf")
