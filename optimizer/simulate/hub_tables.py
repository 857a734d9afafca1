"""Tables of the hubs: pools of crews and bays with their verdicts, and shelves of parts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from optimizer.simulate.estimate import mean_of
from optimizer.simulate.outcome import Outcome
from optimizer.simulate.verdict import verdict


def pool_table(outcome: Outcome) -> pd.DataFrame:
    """One row for each pool of a hub that serves somebody: promise, outcome, verdict."""
    plan, demand = outcome.plan, outcome.plan.built.demand
    pool_of = np.array([plan.region.classes[k].pool for k in demand.machine_class])
    named = {pool.id: pool for pool in plan.region.pools}
    busy = mean_of(np.array([one.busy for one in outcome.samples]))
    rows = []
    for n, (j, pool) in enumerate(outcome.setting.pools):
        mine = (plan.choice.served == j) & (pool_of == pool)
        fleets = np.flatnonzero(mine & (outcome.repairs > 0))
        if not len(fleets):
            continue
        park, servers = plan.region.parks[j], outcome.setting.network.servers[n]
        stages, half_h = outcome.stages(fleets)
        steps = (outcome.promised, outcome.mixed, outcome.monthly, outcome.refreshed)
        predicted, mixed, monthly, corrected = (step.stages(fleets) for step in steps)
        utilisation = float(outcome.promised.load[pool][j]) / servers
        found = verdict((predicted, mixed, monthly, corrected), stages, half_h, utilisation)
        rows.append(
            {
                "park": park.id, "name": park.name, "name_ru": park.name_ru or park.name,
                "pool": pool, "pool_name": named[pool].name,
                "pool_name_ru": named[pool].name_ru or named[pool].name, "servers": servers,
                "repairs_per_year": float(outcome.repairs[fleets].sum()),
                "predicted_utilisation": utilisation, "utilisation": float(busy.value[n]),
                "utilisation_low": float(busy.low[n]), "utilisation_high": float(busy.high[n]),
                "predicted_h": predicted.sum(), "simulated_h": stages.sum(),
                "low_h": stages.sum() - half_h, "high_h": stages.sum() + half_h,
                "error": found.error, "monthly_h": monthly.sum(), "corrected_h": corrected.sum(),
                "corrected_error": corrected.sum() / stages.sum() - 1.0, "verdict": found.kept,
                "cause": found.cause, "cause_h": found.cause_h,
                "predicted_queue_h": predicted[2], "queue_h": stages[2],
                "predicted_parts_h": predicted[1], "parts_h": stages[1],
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def shelf_table(outcome: Outcome) -> pd.DataFrame:
    """One row for each shelf: requests a year, how many find their part, hours waited for one."""
    plan, samples = outcome.plan, outcome.samples
    years = outcome.years * len(samples)
    asked, short, late = (
        np.array([getattr(one, name) for one in samples]).sum(axis=0)
        for name in ("asked", "short", "late_h")
    )
    named = {family.id: family for family in plan.region.families}
    planned = {(row["park"], row["station"]): row for row in plan.stations.to_dict("records")}
    rows = []
    for n, (j, family) in enumerate(outcome.setting.shelves):
        park, about = plan.region.parks[j], named[family]
        promised = planned[park.id, family]
        known = max(int(asked[n]), 1)
        rows.append(
            {
                "park": park.id, "name": park.name, "name_ru": park.name_ru or park.name,
                "family": family, "family_name": about.name,
                "family_name_ru": about.name_ru or about.name, "pieces": int(promised["pieces"]),
                "asked_per_year": asked[n] / years, "short_per_year": short[n] / years,
                "fill_rate": 1.0 - short[n] / known if asked[n] else np.nan,
                "predicted_fill_rate": float(promised["fill_rate"]),
                "wait_h": late[n] / known if asked[n] else np.nan,
                "predicted_wait_h": float(promised["wait_h"]),
            }
        )  # fmt: skip
    return pd.DataFrame(rows)
