"""One case of a bench in a process of its own, so that its time and its memory are its own."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import numpy as np


def apart(module: str, *arguments: str) -> dict[str, Any]:
    """The JSON object that ``python -m module`` prints last; else why it ``failed``."""
    command = [sys.executable, "-m", module, *arguments]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = [line for line in answer.stdout.splitlines() if line.startswith("{")]
    if lines:
        return dict(json.loads(lines[-1]))
    return {"failed": (answer.stderr or "no answer").strip()[-200:]}


def memory_mb() -> float:
    """Most memory that this process has had."""
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def exponent(sizes: list[float], values: list[float]) -> float:
    """Power of the size with which values grow: slope of the logarithms, by least squares."""
    if len(sizes) < 2:
        return float("nan")
    return float(np.polyfit(np.log(sizes), np.log(values), 1)[0])
