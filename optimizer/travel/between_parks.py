"""Hours of spare parts from park to park, for what is made in one of them."""

from __future__ import annotations

import numpy as np

from optimizer.travel import profile as profiles
from optimizer.travel.compute import ways_between
from optimizer.travel.graph import Floats
from optimizer.travel.times import Travel


def between_parks(travel: Travel) -> Floats:
    """(12, J, J) hours of a consignment between all parks, month by month; 0 within a park."""
    network = travel.network
    ends = (network.parks, network.parks)
    hours = ways_between(network, travel.variants, profiles.parts(travel.region), *ends)[0]
    alone = np.eye(hours.shape[1], dtype=bool)
    hours = np.where(alone, 0.0, hours)
    return np.asarray(hours[[travel.month_variant(month) for month in range(1, 13)]])
