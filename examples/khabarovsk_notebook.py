# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
# ---

# %% [markdown]
# # Service hubs for Khabarovsk Krai
#
# A walk through one plan: where the hubs stand, whom they serve, where the hours go, and what
# another budget would change. Open it as a notebook (`jupytext --to notebook
# khabarovsk_notebook.py`) or run it as a script. `HUBS_SECONDS` sets the seconds of each solve.

# %%
import os

import pandas as pd

import optimizer

seconds = float(os.environ.get("HUBS_SECONDS", "60"))

# %% [markdown]
# ## The facts
# A region is tables, checked when they are read. Every row says whether it is an assumption.

# %%
region = optimizer.load_region("khabarovsk")
facts = pd.DataFrame(region.assumptions(), index=["ASSUMPTION", "rows"]).T
facts

# %% [markdown]
# ## The plan
# The aim is the worth of machines that stand, in million RUB a year; the gap is proven.

# %%
plan = optimizer.optimize(region, time_limit=seconds, gap=0.005)
print(plan.summary())

# %% [markdown]
# `verify` computes travel, stages, queues, stock and costs again, without the solver.

# %%
assert plan.verify() == []

# %% [markdown]
# ## Hubs and what stands in them

# %%
plan.hubs[["name", "size", "servers", "cost_mrub", "machines", "turnaround_h", "worth_mrub"]]

# %%
pools = plan.stations[plan.stations["kind"] == "servers"]
pools[["park", "name", "servers", "utilisation", "peak_utilisation", "wait_h"]]

# %%
kits = plan.stations[plan.stations["kind"] == "stock"]
kits.nlargest(8, "stock_mrub")[["park", "name", "pieces", "stock_mrub", "fill_rate", "wait_h"]]

# %% [markdown]
# ## Where the hours go, today and with the plan

# %%
plan.stages.set_index("stage")[["today_h", "plan_h"]].round(1)

# %%
groups = plan.by("group").set_index("group")
groups[["count", "today_h", "turnaround_h", "today_availability", "availability"]].round(3)

# %% [markdown]
# Seasons have their own roads, and their own queues.

# %%
plan.by_season().round(1)

# %% [markdown]
# ## Why
# What is lost without a hub, and why a fleet is served from where it is.

# %%
if not plan.hubs.empty:
    print(plan.explain(plan.hubs["park"][0]))

# %%
print(plan.explain("malmyzh-gok"))

# %% [markdown]
# ## Another budget
# More money is never worse. What does the next rouble buy?

# %%
rows = []
for budget in (250, 500, 1000):
    other = optimizer.optimize("khabarovsk", budget_mrub=budget, time_limit=seconds)
    rows.append(
        {
            "budget": budget,
            "hubs": len(other.hubs),
            "cost": other.figures["cost_mrub"],
            "turnaround_h": other.figures["turnaround_h"]["plan"],
            "machines_down": other.figures["machines_down"]["plan"],
            "downtime": other.figures["downtime_mrub"]["plan"],
            "gap": other.gap,
        }
    )
budgets = pd.DataFrame(rows).set_index("budget")
budgets.round(3)

# %% [markdown]
# ## The map
# The same page that `hubs optimize` writes, inside the notebook.


# %%
class Inline(str):
    """HTML that a notebook shows."""

    def _repr_html_(self) -> str:
        return self


Inline(optimizer.map_inline(plan))
