"""Tables of a plan over quarters: promised, steady, and lived one after the other."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from optimizer.simulate.engine import STAGES
from optimizer.simulate.estimate import half_width, mean_of
from optimizer.simulate.rollout.outcome import QuarterOutcome
from optimizer.simulate.verdict import Kept, tolerated

_QUANTILES = (50, 90, 95)


def quarter_table(outcome: QuarterOutcome) -> pd.DataFrame:
    """One row for each quarter, the first being 1, and one for all of them; docs/simulate.md."""
    line = outcome.plan.timeline
    down = mean_of(np.array([one.down for one in outcome.samples]))
    standing = np.mean([one.standing for one in outcome.samples], axis=0)
    rows = []
    for t, steady in enumerate(outcome.steady):
        alone, lived = steady.mean, outcome.stages(t)
        row = {
            "quarter": str(t + 1), "months": line["months"][t], "hubs": int(line["hubs"][t]),
            "repairs": float(np.mean([one.repairs[t].sum() for one in outcome.samples]))
            / steady.years,
            **_hours(alone, float(lived.value[-1]), float(lived.half[-1])),
            **_quantiles(outcome, t),
            "predicted_down": float(steady.months["predicted"].mean()),
            "corrected_down": float(steady.months["corrected"].mean()),
            "steady_down": float(steady.months["simulated"].mean()),
            "down": float(down.value[t]), "down_low": float(down.low[t]),
            "down_high": float(down.high[t]), "standing_at_start": float(standing[t]),
        }  # fmt: skip
        rows.append(row)
    return pd.DataFrame([*rows, _all(outcome, rows)])


def _hours(alone: dict[str, Any], mean_h: float, half_h: float) -> dict[str, Any]:
    """Hours promised, corrected, steady and lived of a row, with what the change makes of them."""
    steady_h, steady_half = alone["mean_h"], alone["mean_high_h"] - alone["mean_h"]
    transient, spread = mean_h - steady_h, float(np.hypot(half_h, steady_half))
    predicted = alone["predicted_h"]
    return {
        "predicted_h": predicted, "corrected_h": alone["corrected_h"], "steady_h": steady_h,
        "steady_low_h": steady_h - steady_half, "steady_high_h": steady_h + steady_half,
        "steady_error": predicted / steady_h - 1.0,
        "corrected_error": alone["corrected_h"] / steady_h - 1.0,
        "simulated_h": mean_h, "low_h": mean_h - half_h, "high_h": mean_h + half_h,
        "error": predicted / mean_h - 1.0, "verdict": kept(predicted, mean_h, half_h),
        "transient_h": transient, "transient_low_h": transient - spread,
        "transient_high_h": transient + spread,
    }  # fmt: skip


def kept(predicted_h: float, simulated_h: float, half_h: float) -> Kept:
    """Whether a promise over all repairs is within what a quiet pool may have, or within chance."""
    error = predicted_h / simulated_h - 1.0
    if abs(error) <= tolerated(0.0) or abs(predicted_h - simulated_h) <= half_h:
        return "kept"
    return "too rosy" if error < 0 else "too gloomy"


def _quantiles(outcome: QuarterOutcome, t: int) -> dict[str, float]:
    hours = np.concatenate([one.turnaround_h[one.quarter == t] for one in outcome.samples])
    found = np.percentile(hours, _QUANTILES) if len(hours) else [np.nan] * len(_QUANTILES)
    return {f"p{q}_h": float(h) for q, h in zip(_QUANTILES, found, strict=True)}


def _all(outcome: QuarterOutcome, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The row of all quarters: hours by the repairs, machines down in the mean."""
    frame = pd.DataFrame(rows)
    weight = frame["repairs"].to_numpy() / frame["repairs"].sum()
    alone = {
        name: float(weight @ frame[column])
        for name, column in (("predicted_h", "predicted_h"), ("corrected_h", "corrected_h"),
                             ("mean_h", "steady_h"), ("mean_high_h", "steady_h"))
    }  # fmt: skip
    steady_half = (frame["steady_high_h"] - frame["steady_h"]).to_numpy()
    alone["mean_high_h"] += float(np.linalg.norm(weight * steady_half))
    hours = np.array([one.stage_h.sum() / max(one.repairs.sum(), 1) for one in outcome.samples])
    mean_h = sum(one.stage_h.sum() for one in outcome.samples) / max(
        sum(int(one.repairs.sum()) for one in outcome.samples), 1
    )
    every = np.concatenate([one.turnaround_h for one in outcome.samples])
    down = mean_of(np.array([one.down.mean() for one in outcome.samples]))
    return {
        "quarter": "all", "months": "", "hubs": int(frame["hubs"].iloc[-1]),
        "repairs": float(frame["repairs"].sum()),
        **_hours(alone, float(mean_h), float(half_width(hours))),
        **{f"p{q}_h": float(np.percentile(every, q)) for q in _QUANTILES},
        **{name: float(frame[name].mean())
           for name in ("predicted_down", "corrected_down", "steady_down")},
        "down": float(down.value), "down_low": float(down.low), "down_high": float(down.high),
        "standing_at_start": float(frame["standing_at_start"].iloc[0]),
    }  # fmt: skip


def hub_table(outcome: QuarterOutcome) -> pd.DataFrame:
    """Pools of hubs quarter by quarter: those of the steady quarter, and what the change makes."""
    frames = []
    for t, (steady, plan) in enumerate(zip(outcome.steady, outcome.plan.plans, strict=True)):
        pool_of = np.array([plan.region.classes[k].pool for k in plan.built.demand.machine_class])
        parks = [park.id for park in plan.region.parks]
        rows = []
        for row in steady.pools.to_dict("records"):
            at = (plan.choice.served == parks.index(row["park"])) & (pool_of == row["pool"])
            lived = outcome.stages(t, np.flatnonzero(at))
            mean_h, half_h = float(lived.value[-1]), float(lived.half[-1])
            spread = float(np.hypot(half_h, row["high_h"] - row["simulated_h"]))
            transient = mean_h - row["simulated_h"]
            rows.append({
                "quarter": t + 1, **row, "lived_h": mean_h, "lived_low_h": mean_h - half_h,
                "lived_high_h": mean_h + half_h, "transient_h": transient,
                "transient_low_h": transient - spread, "transient_high_h": transient + spread,
            })  # fmt: skip
        frames.append(pd.DataFrame(rows))
    filled = [frame for frame in frames if len(frame)] or frames[:1]
    return pd.concat(filled, ignore_index=True)


def stage_table(outcome: QuarterOutcome) -> pd.DataFrame:
    """Mean hours of each stage of a repair, quarter by quarter."""
    frames = []
    for t, steady in enumerate(outcome.steady):
        lived, alone = outcome.stages(t), steady.stages
        frames.append(pd.DataFrame({
            "quarter": t + 1, "stage": STAGES, "predicted_h": alone["predicted_h"],
            "corrected_h": alone["corrected_h"], "steady_h": alone["simulated_h"],
            "simulated_h": lived.value[:-1], "low_h": (lived.value - lived.half)[:-1],
            "high_h": (lived.value + lived.half)[:-1],
        }))  # fmt: skip
    return pd.concat(frames, ignore_index=True)
