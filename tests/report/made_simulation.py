"""A made-up simulation of the made-up plan, in the form of `Simulation.to_dict`."""

from __future__ import annotations

from typing import Any

import pandas as pd

STAGES = ("report", "parts", "queue", "go", "handson", "back")
VERDICTS = ("kept", "too rosy", "too gloomy")


def made_simulation(hubs: pd.DataFrame, spoil: str = "") -> dict[str, Any]:
    """One pool for each hub; ``spoil`` goes behind every text that could come from a file."""
    pools = [
        {
            "park": row.park, "name": row.name + spoil, "name_ru": row.name_ru + spoil,
            "pool_name": "heavy crews" + spoil, "pool_name_ru": "тяжёлые бригады" + spoil,
            "utilisation": 0.5 + 0.04 * n, "predicted_h": 40.0, "simulated_h": 40.0 + n,
            "ci95_h": [39.5 + n, 40.5 + n], "error": 40.0 / (40.0 + n) - 1,
            "verdict": VERDICTS[n % 3], "why": f"Reason {n}.{spoil}",
        }
        for n, row in enumerate(hubs.itertuples(index=False))
    ]  # fmt: skip
    return {
        "years": 10, "replications": 20, "simulated_h": 48.66, "ci95_h": [48.4, 48.92],
        "predicted_h": 49.13, "error": 0.0097, "corrected_h": 48.6, "corrected_error": -0.0012,
        "p50_h": 30.0, "p90_h": 90.2, "p95_h": 120.7, "p99_h": 260.0, "hubs": pools,
        "months": [{"simulated": 60.0 + m, "predicted": 64.0} for m in range(12)],
        "stages": [{"stage": s, "predicted_h": 8.2, "simulated_h": 8.1} for s in STAGES],
    }  # fmt: skip
