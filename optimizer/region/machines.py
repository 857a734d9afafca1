"""Tables of the machines: how often they fail, what a repair takes, how it runs today."""

from __future__ import annotations

from dataclasses import dataclass

from optimizer.region.column import column
from optimizer.region.row import Row
from optimizer.region.sites import WORKSHOPS


@dataclass(frozen=True, kw_only=True)
class MachineClass(Row):
    """Machines that fail alike and are repaired alike."""

    id: str = column("short name used by fleets", "id", example="belaz_220")
    name: str = column("name in English", "text", example="BelAZ 220 t")
    name_ru: str = column("name in Russian", "text", default="", example="БелАЗ 220 т")
    group: str = column("family of classes shown together", "text", default="", example="BelAZ")
    pool: str = column("servers that repair it", "ref", refers_to="pools", example="heavy_crew")
    failures: float = column("failures in the span of failures_per, all severities", "number",
                             low=0, high=1000, assumed=True, example="7")  # fmt: skip
    failures_per: str = column("span in which failures are counted", "choice",
                               choices=("1000 h", "10000 km"), default="1000 h",
                               example="1000 h")  # fmt: skip
    outside_strong: float = column(
        "share of failures that a strong own workshop cannot close", "number", low=0, high=1,
        assumed=True, example="0.13",
    )  # fmt: skip
    outside_weak: float = column("the same for a weak workshop", "number", low=0, high=1,
                                 assumed=True, example="0.17")  # fmt: skip
    outside_none: float = column("the same with no workshop", "number", low=0, high=1,
                                 assumed=True, example="0.28")  # fmt: skip
    handson_h: float = column("working hours of an outside repair, before shifts and cold",
                              "number", unit="h", low=0.1, high=400, assumed=True,
                              example="18")  # fmt: skip
    handson_cv: float = column("coefficient of variation of the working hours", "number",
                               low=0, high=5, default=1.0, example="0.9")  # fmt: skip
    shift_factor: float = column("calendar hours per working hour (nights, days off)", "number",
                                 low=1, high=10, default=1.0, example="1.3")  # fmt: skip
    setup_h: float = column("hours a server is busy with preparation, per repair", "number",
                            unit="h", low=0, high=100, default=0.0, example="2")  # fmt: skip
    report_h: float = column("hours from the failure until a hub has the job: noticing, reporting, "
                             "deciding", "number", unit="h", low=0, high=240, assumed=True,
                             example="6")  # fmt: skip
    service: str = column("mobile: a crew drives out; to_hub: the machine comes; both: the machine "
                          "comes within tow_range_km, else a crew drives out", "choice",
                          choices=("mobile", "to_hub", "both"), example="mobile")  # fmt: skip
    tow_kmh: float | None = column("greatest speed when driven lame or towed", "number",
                                   unit="km/h", low=1, high=120, default=None,
                                   example="45")  # fmt: skip
    tow_range_km: float | None = column("no tow over a longer way", "number", unit="km", low=0,
                                        high=20_000, default=None, example="350")  # fmt: skip
    cold: str = column("where the repair is done: steps of the cold table", "choice",
                       choices=("outdoor", "bay"), default="outdoor",
                       example="outdoor")  # fmt: skip
    value_krub_h: float = column("worth of a calendar hour of a standing machine", "number",
                                 unit="thousand RUB/h", low=0, high=10_000, assumed=True,
                                 example="52.5")  # fmt: skip
    own_repair_h: float = column("hours of a repair that the owner closes himself", "number",
                                 unit="h", low=0, high=400, default=0.0, example="8")  # fmt: skip
    pm_h_per_1000h: float = column("planned maintenance", "number", unit="h per 1000 h", low=0,
                                   high=1000, default=0.0, example="20")  # fmt: skip
    mean_kmh: float | None = column(
        "mean operating speed: turns km_per_year into operating hours where only km are known",
        "number", unit="km/h", low=1, high=200, default=None, example="25",
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Activity(Row):
    """How the failures of a class are spread over the year; a class without a row fails evenly."""

    machine_class: str = column("the class", "ref", name="class", refers_to="classes",
                                example="belaz_220")  # fmt: skip
    kind: str = column("only sites of this kind; empty: all others", "text", default="",
                       example="mine")  # fmt: skip
    months: tuple[float, ...] = column(
        "twelve columns, relative failures in the month; only the ratios matter",
        "number", low=0, high=100, monthly=True,
        example="1 1 1 1 1.5 1.5 1.5 1.5 1.5 1 1 1",
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Today(Row):
    """How an outside repair of a class runs today, stage by stage."""

    machine_class: str = column("the class", "ref", name="class", refers_to="classes",
                                example="belaz_220")  # fmt: skip
    workshop: str = column("the owner's own workshop", "choice", choices=WORKSHOPS,
                           example="strong")  # fmt: skip
    report_h: float = column("noticing, reporting, deciding", "number", unit="h", low=0,
                             high=400, assumed=True, example="10")  # fmt: skip
    parts_h: float = column("waiting for parts", "number", unit="h", low=0, high=2000,
                            assumed=True, example="44")  # fmt: skip
    queue_h: float = column("waiting for a crew, a bay or a specialist", "number", unit="h",
                            low=0, high=400, assumed=True, example="10")  # fmt: skip
    travel_h: float = column("travel or tow", "number", unit="h", low=0, high=400,
                             assumed=True, example="12")  # fmt: skip
    handson_h: float = column("hands-on work, cold included", "number", unit="h", low=0,
                              high=400, assumed=True, example="16")  # fmt: skip
    own_cover: float = column(
        "share of needed parts that the owner or local shops have at once; a hub's kit is asked "
        "for the rest only", "number", low=0, high=1, assumed=True, example="0.65",
    )  # fmt: skip

    @property
    def turnaround_h(self) -> float:
        """Hours from failure to work again."""
        return self.report_h + self.parts_h + self.queue_h + self.travel_h + self.handson_h
