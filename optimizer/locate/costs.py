"""Costs: what a location problem is given, read and checked once for every kind of problem."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from optimizer.errors import InputError
from optimizer.locate.located import listed
from optimizer.locate.points import Points

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_MOST_CELLS = 400_000_000
"""A dense matrix has at most so many cells: 3.2 GB."""


@dataclass(frozen=True, eq=False)
class Costs:
    """Checked costs of serving clients from sites.

    Attributes
    ----------
    table
        Clients x sites: a dense float64 array with inf where a client is not served from there, a
        sparse array that stores the allowed pairs only (a stored zero is a cost of zero), or
        points whose distances are the costs.
    weights
        Weight of every client, 0 or more, shape (clients,).
    fixed_in, fixed_out
        Positions of sites that must and that cannot be open, ascending.
    max_distance
        Pairs that cost more are not allowed; inf without a limit. `dense` and `rows` keep to it.
    client_names, site_names
        Labels; None where positions are the names.
    """

    table: NDArray[np.float64] | csr_array | Points
    weights: NDArray[np.float64]
    fixed_in: NDArray[np.int64]
    fixed_out: NDArray[np.int64]
    max_distance: float = float("inf")
    client_names: tuple[object, ...] | None = None
    site_names: tuple[object, ...] | None = None

    @property
    def clients(self) -> int:
        """Number of clients."""
        return int(self.table.shape[0])

    @property
    def sites(self) -> int:
        """Number of sites, those fixed out included."""
        return int(self.table.shape[1])

    @property
    def points(self) -> Points | None:
        """The coordinates, where the costs are distances between points."""
        return self.table if isinstance(self.table, Points) else None

    def dense(self) -> NDArray[np.float64]:
        """Costs clients x sites, inf for pairs that are not allowed; sites fixed out stay in.

        Raises
        ------
        InputError
            The matrix would take more than about 3 GB.
        """
        if self.clients * self.sites > _MOST_CELLS:
            size = f"{self.clients} clients x {self.sites} sites"
            raise InputError([f"cost: {size} is too much for one matrix; give a sparse one"])
        if isinstance(self.table, Points):
            full = self.table.dense()
        elif isinstance(self.table, np.ndarray):
            full = self.table
        else:
            full = np.full(self.table.shape, np.inf)
            pairs = self.table.tocoo()
            full[pairs.row, pairs.col] = pairs.data
        beyond = full > self.max_distance
        return np.where(beyond, np.inf, full) if beyond.any() else full

    def rows(self) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]]:
        """Allowed pairs by client: start of every row, sites, costs; in each row the least first.

        Sites fixed out are left out.
        """
        if isinstance(self.table, np.ndarray | Points):
            start, site, cost = sorted_dense(self.dense())
        else:
            start, site, cost = _sorted_sparse(self.table)
        allowed = cost <= self.max_distance
        allowed &= np.isfinite(cost)
        if len(self.fixed_out):
            allowed &= ~np.isin(site, self.fixed_out)
        if allowed.all():
            return start, site, cost
        kept = np.concatenate([[0], np.cumsum(allowed)])
        return kept[start], site[allowed], cost[allowed]

    def client_label(self, client: int) -> object:
        """Name of a client."""
        return self.client_names[client] if self.client_names else client

    def site_label(self, site: int) -> object:
        """Name of a site."""
        return self.site_names[site] if self.site_names else site

    def not_reached(self) -> str:
        """In words, the clients that no site may serve; empty where there is none.

        A client of weight 0 is not missed.
        """
        if isinstance(self.table, Points) and not np.isfinite(self.max_distance):
            return ""
        if isinstance(self.table, np.ndarray | Points):
            allowed = np.isfinite(self.dense())
            allowed[:, self.fixed_out] = False
            reached = allowed.any(axis=1)
        else:
            reached = np.diff(self.rows()[0]) > 0
        lost = np.flatnonzero(~reached & (self.weights > 0))
        if not len(lost):
            return ""
        named = listed([self.client_label(i) for i in lost.tolist()])
        return f"{len(lost)} of {self.clients} clients cannot be served from any site: {named}"


def read_costs(
    cost: Any, *, weights: ArrayLike | None = None, fixed_in: Iterable[Any] = (),
    fixed_out: Iterable[Any] = (), max_distance: float | None = None, problems: Sequence[str] = (),
) -> Costs:  # fmt: skip
    """Check the inputs that all location problems share.

    Parameters
    ----------
    cost
        Clients x sites: array, DataFrame (its labels become names), scipy sparse matrix (pairs that
        are not stored are not allowed) or `Points`. inf: not served from there.
    weights
        One number per client; 1 if not given.
    fixed_in, fixed_out
        Sites that must or cannot be open: labels for a DataFrame, positions otherwise.
    max_distance
        Pairs that cost more are not allowed.
    problems
        What the caller found wrong with its own inputs, to be told together with what is wrong
        here.

    Raises
    ------
    InputError
        Everything that is wrong, at once.
    """
    wrong = list(problems)
    table, client_names, site_names = _table(cost, wrong)
    clients, sites = (0, 0) if table is None else table.shape
    weight = _weights(weights, clients, client_names, wrong)
    inside = _positions("fixed_in", fixed_in, sites, site_names, wrong)
    outside = _positions("fixed_out", fixed_out, sites, site_names, wrong)
    both = np.intersect1d(inside, outside)
    if len(both):
        names = [site_names[j] if site_names else j for j in both.tolist()]
        wrong.append(f"fixed_in and fixed_out both hold {listed(names)}; leave one of them out")
    limit = float("inf") if max_distance is None else _number(max_distance)
    if not limit >= 0:
        wrong.append(f"max_distance: is out of range (got '{max_distance}'); give 0 or more")
    if table is None or wrong:
        raise InputError(wrong)
    return Costs(table, weight, inside, outside, limit, client_names, site_names)


def _table(
    cost: Any, wrong: list[str]
) -> tuple[NDArray[np.float64] | csr_array | Points | None, Any, Any]:
    """The cost table with its names; None if it cannot be read."""
    if isinstance(cost, Points):
        return cost, cost.client_names, cost.site_names
    client_names = site_names = None
    if hasattr(cost, "columns") and hasattr(cost, "index"):
        client_names, site_names = tuple(cost.index), tuple(cost.columns)
        wrong.extend(_twice("row", client_names) + _twice("column", site_names))
    if hasattr(cost, "tocsr"):
        from scipy.sparse import csr_array

        table: Any = csr_array(cost, dtype=np.float64)
        table.sum_duplicates()
        values = table.data
    else:
        try:
            table = values = np.ascontiguousarray(cost, dtype=np.float64)
        except (TypeError, ValueError):
            wrong.append("cost: is not a table of numbers; give clients x sites, all numbers")
            return None, client_names, site_names
    if table.ndim != 2 or 0 in table.shape:
        wrong.append(f"cost: has shape {table.shape}; give clients x sites, at least one of each")
        return None, client_names, site_names
    for bad, what in ((np.isnan(values), "no number"), (values < 0, "negative")):
        if bad.any():
            where = _place(table, bad, client_names, site_names)
            fix = "give 0 or more, inf where a client is not served from there"
            wrong.append(f"cost: {int(bad.sum())} cells are {what}, the first at {where}; {fix}")
    return table, client_names, site_names


def _place(table: Any, bad: NDArray[np.bool_], clients: Any, sites: Any) -> str:
    """Row and column of the first bad cell."""
    first = int(np.argmax(bad))
    if isinstance(table, np.ndarray):
        row, column = divmod(first, table.shape[1])
    else:
        row, column = int(np.searchsorted(table.indptr, first, "right") - 1), table.indices[first]
    client, site = clients[row] if clients else row, sites[column] if sites else column
    return f"client {client}, site {site}"


def _twice(what: str, names: Sequence[object]) -> list[str]:
    seen: set[object] = set()
    double = [name for name in names if name in seen or seen.add(name)]  # type: ignore[func-returns-value]
    return [f"cost: {what} names stand twice: {listed(list(double))}"] if double else []


def _weights(
    weights: ArrayLike | None, clients: int, names: Any, wrong: list[str]
) -> NDArray[np.float64]:
    if weights is None:
        return np.ones(clients)
    if names is not None and hasattr(weights, "reindex"):
        weights = weights.reindex(list(names))  # by name, whatever the order
    try:
        weight = np.ascontiguousarray(weights, dtype=np.float64)
    except (TypeError, ValueError):
        wrong.append("weights: are not numbers; give one number per client")
        return np.ones(clients)
    if clients and weight.shape != (clients,):
        wrong.append(f"weights: have shape {weight.shape}; give one for each of {clients} clients")
    elif not (np.isfinite(weight) & (weight >= 0)).all():
        bad = np.flatnonzero(~(np.isfinite(weight) & (weight >= 0))).tolist()
        named = listed([names[i] if names else i for i in bad])
        wrong.append(f"weights: are not 0 or more for client {named}; give finite numbers")
    return weight


def _positions(
    what: str, given: Iterable[Any], sites: int, names: Any, wrong: list[str]
) -> NDArray[np.int64]:
    """Sites by label or position as ascending positions."""
    known = {name: j for j, name in enumerate(names)} if names else None
    found, missing = set(), []
    for one in given:
        if known is not None:
            place = known.get(one)
        else:
            whole = isinstance(one, int | np.integer) and not isinstance(one, bool)
            place = int(one) if whole and 0 <= one < sites else None
        if place is None:
            missing.append(one)
        else:
            found.add(place)
    if missing and sites:
        fix = "give site names of the table" if names else f"give positions from 0 to {sites - 1}"
        wrong.append(f"{what}: no such site: {listed(missing)}; {fix}")
    return np.array(sorted(found), dtype=np.int64)


def _number(given: Any) -> float:
    try:
        return float(given)
    except (TypeError, ValueError):
        return float("nan")


def sorted_dense(
    full: NDArray[np.float64],
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]]:
    """Pairs of a full matrix by row: start of every row, columns, costs; the least first."""
    clients, sites = full.shape
    start = np.arange(clients + 1, dtype=np.int64) * sites
    bits = int(sites - 1).bit_length()
    fits = full.max() < 2.0 ** (31 - bits)
    if fits and ((whole := full.astype(np.int32)) == full).all():
        # cost and site in one number: sorted much quicker than places are
        whole <<= bits
        whole |= np.arange(sites, dtype=np.int32)
        whole.sort(axis=1)
        site = whole & np.int32((1 << bits) - 1)
        return start, site.ravel(), (whole >> bits).astype(np.float64).ravel()
    order = np.argsort(full, axis=1)
    return start, order.astype(np.int32).ravel(), np.take_along_axis(full, order, 1).ravel()


def _sorted_sparse(
    table: csr_array,
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]]:
    row = np.repeat(np.arange(table.shape[0]), np.diff(table.indptr))
    order = np.lexsort((table.indices, table.data, row))
    start = table.indptr.astype(np.int64)
    return start, table.indices[order].astype(np.int32), table.data[order]
