"""Travel: hours and routes between parks and sites, by month and mode."""

from optimizer.travel.compute import travel_times
from optimizer.travel.find_route import route_between
from optimizer.travel.route import Leg, Route, Stop
from optimizer.travel.times import Travel

__all__ = ["Leg", "Route", "Stop", "Travel", "route_between", "travel_times"]
