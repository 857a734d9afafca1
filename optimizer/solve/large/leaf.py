"""A decorator for small compiled functions that allocate nothing.

They are called millions of times with dozens of arrays each. Counting references to all of these
took 60 times as long as the work itself, so it is switched off: such a function may index arrays
and take views of them, but not make new ones.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

_F = TypeVar("_F", bound=Callable[..., Any])
_OPTIONS: dict[str, Any] = {"cache": True, "nogil": True, "_nrt": False}


def leaf(function: _F) -> _F:
    """Compile a function that allocates nothing."""
    return cast(_F, njit(**_OPTIONS)(function))
