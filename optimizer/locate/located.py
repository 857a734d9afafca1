"""Located: the answer to a location problem, with its proof."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from optimizer.solve.status import Status
from optimizer.solve.watch import relative_gap

if TYPE_CHECKING:
    import pandas as pd

_NAMED = 5
"""So many clients are named in words; of the others only the number is told."""


@dataclass(frozen=True, eq=False)
class Links:
    """Who is served from where: one row per pair, by client, the largest or nearest first.

    Attributes
    ----------
    client, site
        Positions in the cost matrix, shape (rows,).
    share
        Part of the client's demand that goes this way; 1 unless demand is split.
    cost
        Cost of this row as given, for one unit of weight, shape (rows,).
    """

    client: NDArray[np.int64]
    site: NDArray[np.int64]
    share: NDArray[np.float64]
    cost: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Located:
    """Sites, who is served from where, and how good that is at most.

    Attributes
    ----------
    kind
        The problem, such as ``p-median``.
    sites
        Positions of the open sites, ascending; empty without an answer.
    links
        Who is served from where.
    clients
        Number of clients.
    value
        Objective, evaluated in float64 on the given costs; inf without an answer.
    bound
        Proven: no answer is better. A lower bound, or an upper one where more is better.
    status
        Why the solve stopped.
    seconds
        Wall-clock seconds, compiling included.
    words
        What should be said beside the numbers: who cannot be served, and why.
    client_names, site_names
        Labels of a DataFrame or a file; None where positions are the names.
    """

    kind: str
    sites: NDArray[np.int64]
    links: Links
    clients: int
    value: float
    bound: float
    status: Status
    seconds: float
    words: tuple[str, ...] = ()
    client_names: tuple[object, ...] | None = None
    site_names: tuple[object, ...] | None = None

    @property
    def gap(self) -> float:
        """Proven gap as a fraction of the value; inf without an answer."""
        if self.bound > self.value:  # where more is better
            return relative_gap(-self.value, -self.bound)
        return relative_gap(self.value, self.bound)

    @property
    def assignment(self) -> NDArray[np.int64]:
        """The site of every client, shape (clients,): its first link; -1 where it has none."""
        found = np.full(self.clients, -1, dtype=np.int64)
        found[self.links.client[::-1]] = self.links.site[::-1]
        return found

    @property
    def unserved(self) -> NDArray[np.int64]:
        """Positions of the clients without a link."""
        return np.flatnonzero(self.assignment < 0)

    def to_frame(self) -> pd.DataFrame:
        """One row per link: client, site, share, cost; clients without a link have no site."""
        import pandas as pd

        links, left = self.links, self.unserved
        order = np.argsort(np.concatenate([links.client, left]), kind="stable")
        client = np.concatenate([links.client, left])[order]
        site = np.concatenate([links.site, np.full(len(left), -1)])[order]
        clients, sites = self.client_names or range(self.clients), self.site_names
        named = [None if s < 0 else (sites[s] if sites else int(s)) for s in site.tolist()]
        share, cost = (
            np.concatenate([part, np.full(len(left), fill)])[order]
            for part, fill in ((links.share, 0.0), (links.cost, np.nan))
        )
        return pd.DataFrame(
            {
                "client": [clients[i] for i in client.tolist()],
                "site": pd.Series(named, dtype=object),
                "share": share,
                "cost": cost,
            }
        )

    def site_labels(self) -> list[object]:
        """The open sites by name."""
        names = self.site_names
        return [names[j] if names else j for j in self.sites.tolist()]


def no_links() -> Links:
    """The links of no answer."""
    none, zero = np.empty(0, dtype=np.int64), np.empty(0)
    return Links(none, none, zero, zero)


def listed(names: list[object]) -> str:
    """Some names in words: the first few, and how many more."""
    shown = ", ".join(str(name) for name in names[:_NAMED])
    more = len(names) - _NAMED
    return f"{shown} and {more} more" if more > 0 else shown
