"""Numbers that go with sites and clients: one for each, finite, 0 or more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimizer.errors import InputError
from optimizer.locate.costs import Costs
from optimizer.locate.located import listed

Array = NDArray[np.float64]


def per_site(costs: Costs, **given: Any) -> list[Array]:
    """Checked numbers per site, in the order given.

    Raises
    ------
    InputError
        Everything that is wrong with them, at once.
    """
    return _checked(given, costs.sites, "site", costs.site_names)


def per_client(costs: Costs, **given: Any) -> Array:
    """Checked numbers per client.

    Raises
    ------
    InputError
        Everything that is wrong with them, at once.
    """
    return _checked(given, costs.clients, "client", costs.client_names)[0]


def _checked(
    given: dict[str, Any], count: int, what: str, names: Sequence[object] | None
) -> list[Array]:
    wrong: list[str] = []
    found = [_numbers(name, one, count, what, names, wrong) for name, one in given.items()]
    if wrong:
        raise InputError(wrong)
    return found


def _numbers(
    name: str, given: Any, count: int, what: str, names: Sequence[object] | None, wrong: list[str]
) -> Array:
    if names is not None and hasattr(given, "reindex"):
        given = given.reindex(list(names))  # by name, whatever the order
    try:
        numbers = np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError):
        wrong.append(f"{name}: are not numbers; give one number per {what}")
        return np.zeros(count)
    if numbers.shape == ():
        numbers = np.full(count, float(numbers))
    if numbers.shape != (count,):
        wrong.append(f"{name}: has shape {numbers.shape}; give one for each of {count} {what}s")
        return np.zeros(count)
    bad = np.flatnonzero(~(np.isfinite(numbers) & (numbers >= 0)))
    if len(bad):
        named = listed([names[j] if names else j for j in bad.tolist()])
        wrong.append(f"{name}: is not 0 or more for {what} {named}; give finite numbers")
    return numbers
