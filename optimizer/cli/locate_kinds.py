"""The kinds of location problems that ``hubs locate`` knows: one row each."""

from __future__ import annotations

from dataclasses import dataclass

_ALL = ("fixed_in", "fixed_out", "time_limit", "gap", "seed", "threads")


@dataclass(frozen=True)
class Kind:
    """A function of `optimizer.locate`, and what it is given.

    Attributes
    ----------
    function
        Name in `optimizer.locate`; its first argument is the cost.
    needs
        Arguments that have to be given.
    takes
        Arguments that may be given.
    live
        It takes ``on_progress``, for the live line.
    """

    function: str
    needs: tuple[str, ...]
    takes: tuple[str, ...] = ()
    live: bool = False


KINDS = {
    "p-median": Kind(
        "p_median", ("p",), ("weights", "max_distance", "nearest", *_ALL), live=True
    ),
    "fixed-charge": Kind(
        "fixed_charge", ("opening",), ("weights", "max_distance", *_ALL), live=True
    ),
    "p-center": Kind("p_center", ("p",), ("weights", "max_distance", *_ALL)),
    "lscp": Kind("lscp", ("distance",), _ALL),
    "lscp-backup": Kind("lscp_backup", ("distance",), ("weights", *_ALL)),
    "mclp": Kind("mclp", ("p", "distance"), ("weights", *_ALL)),
    "capacitated": Kind(
        "capacitated", ("opening", "capacity", "demand"), ("weights", "max_distance", *_ALL)
    ),
    "single-source": Kind(
        "single_source", ("opening", "capacity", "demand"), ("weights", "max_distance", *_ALL)
    ),
}  # fmt: skip
