"""Our event loop beside Ciw and SimPy on the same stations, in one process and one run.

    python bench/simulate_vs_ciw.py [PLAN] [--years 3]

The network is that of a plan (or of hubs in the size of the default region's, without one): every
fleet sends jobs by a Poisson stream, each job is reported, waits for a crew or bay of its hub and
keeps it for the way, the work (exponential), the way back and the set-up. Parts, seasons and finite
fleets, which Ciw has not, are left out for all three.
"""

import argparse
import random
import time
from dataclasses import dataclass
from pathlib import Path

import ciw
import numpy as np
import simpy

from optimizer.simulate.draws import Dice
from optimizer.simulate.engine import STAGES, Engine
from optimizer.simulate.network import MONTHS, YEAR_H, Network, Source

QUEUE = STAGES.index("queue")
ENDLESS = 10_000


@dataclass(frozen=True)
class Stream:
    """Jobs of one fleet: per hour, to which pool, hours of report, of one way, of work, set-up."""

    rate: float
    pool: int
    report_h: float
    way_h: float
    work_h: float
    setup_h: float


def made_up():
    """Streams and servers in the size of the default region's plan."""
    rng = np.random.default_rng(1)
    servers = (6, 2, 1, 6)
    loads = (3.6, 0.7, 0.5, 4.3)
    streams = []
    for pool, (load, fleets) in enumerate(zip(loads, (18, 7, 10, 36), strict=True)):
        for share in rng.dirichlet(np.ones(fleets)):
            way, work = float(rng.uniform(0, 25)) if pool < 3 else 0.0, float(rng.uniform(8, 25))
            rate = load * share / (2 * way + work + 1.0)
            streams.append(Stream(rate, pool, 6.0, way, work, 1.0))
    return streams, servers


def of_plan(path):
    """Streams and servers of a plan, at the mean of its year."""
    from optimizer.plan.plan import Plan
    from optimizer.simulate.setting import setting

    network = setting(Plan.load(path)).network
    streams = []
    for s in network.sources:
        if s.pool >= 0 and s.machines * s.outside * max(s.failures_per_h) > 0:
            mobile = np.isinf(s.tow_h).mean() > 0.5
            rate = s.machines * s.outside * float(np.mean(s.failures_per_h))
            way = float(np.mean(s.crew_h)) if mobile else 0.0
            work = float(np.mean(s.field_h if mobile else s.bay_h))
            streams.append(Stream(rate, s.pool, s.report_h, way, work, s.setup_h))
    return streams, network.servers


def ours(streams, servers, years, seed):
    """Jobs, and mean hours in line by pool."""
    sources = tuple(
        Source(
            machines=ENDLESS, failures_per_h=(s.rate / ENDLESS,) * MONTHS, pool=s.pool,
            report_h=s.report_h, crew_h=(s.way_h,) * MONTHS, field_h=(s.work_h,) * MONTHS,
            setup_h=s.setup_h,
        )
        for s in streams
    )  # fmt: skip
    network = Network(sources=sources, servers=servers)
    dice = Dice(network, np.random.Generator(np.random.SFC64(seed)))
    lived = Engine(network, dice, 0, years).live()
    pool = np.array([s.pool for s in streams])[lived.source]
    count = np.bincount(pool, minlength=len(servers))
    return len(pool), np.bincount(pool, lived.hours[:, QUEUE], len(servers)) / np.maximum(count, 1)


class Busy(ciw.dists.Distribution):
    """Hours that a job keeps a server."""

    def __init__(self, stream):
        super().__init__()
        self.fixed, self.work = 2 * stream.way_h + stream.setup_h, stream.work_h

    def sample(self, t=None, ind=None):
        return self.fixed + random.expovariate(1 / self.work)


def by_ciw(streams, servers, years, seed):
    """The same in Ciw: node 1 is the report, without a line; then one node for each pool."""
    nodes = 1 + len(servers)
    names = [f"fleet {n}" for n in range(len(streams))]
    arrivals, services, routes = {}, {}, {}
    for name, s in zip(names, streams, strict=True):
        arrivals[name] = [ciw.dists.Exponential(s.rate), *[None] * len(servers)]
        services[name] = [ciw.dists.Deterministic(s.report_h), *[Busy(s)] * len(servers)]
        row = [0.0] * nodes
        row[1 + s.pool] = 1.0
        routes[name] = [row, *([0.0] * nodes for _ in servers)]
    network = ciw.create_network(
        arrival_distributions=arrivals, service_distributions=services, routing=routes,
        number_of_servers=[float("inf"), *servers],
    )  # fmt: skip
    ciw.seed(seed)
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(years * YEAR_H)
    waits = [[] for _ in servers]
    for record in simulation.get_all_records(only=["service"]):
        if record.node > 1:
            waits[record.node - 2].append(record.waiting_time)
    return sum(map(len, waits)), np.array([np.mean(each) if each else 0.0 for each in waits])


def by_simpy(streams, servers, years, seed):
    """The same in SimPy: one process for each fleet and one for each job."""
    chance = random.Random(seed)
    env = simpy.Environment()
    pools = [simpy.Resource(env, n) for n in servers]
    waits = [[] for _ in servers]

    def job(s):
        yield env.timeout(s.report_h)
        ready = env.now
        with pools[s.pool].request() as asked:
            yield asked
            waits[s.pool].append(env.now - ready)
            busy = 2 * s.way_h + s.setup_h + chance.expovariate(1 / s.work_h)
            yield env.timeout(busy)

    def fleet(s):
        while True:
            yield env.timeout(chance.expovariate(s.rate))
            env.process(job(s))

    for stream in streams:
        env.process(fleet(stream))
    env.run(until=years * YEAR_H)
    return sum(map(len, waits)), np.array([np.mean(each) if each else 0.0 for each in waits])


def compare(streams, servers, years, seed=1):
    """Rows of engine, jobs, CPU microseconds a job and mean hours in line by pool."""
    rows = []
    for name, run in (("ours", ours), ("Ciw", by_ciw), ("SimPy", by_simpy)):
        start = time.process_time()
        jobs, waits = run(streams, servers, years, seed)
        rows.append((name, jobs, 1e6 * (time.process_time() - start) / jobs, waits))
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("plan", nargs="?", type=Path, help="plan.json; default: made-up hubs")
    parser.add_argument("--years", type=int, default=3)
    given = parser.parse_args()
    streams, servers = of_plan(given.plan) if given.plan else made_up()
    rows = compare(streams, servers, given.years)
    print(f"{len(streams)} fleets, pools of {servers} servers, {given.years} years, "
          f"Ciw {ciw.__version__}, SimPy {simpy.__version__}")  # fmt: skip
    print(f"{'engine':8}{'jobs':>9}{'µs a job':>10}{'ratio':>8}  mean hours in line by pool")
    for name, jobs, micros, waits in rows:
        ratio = micros / rows[0][2]
        print(f"{name:8}{jobs:>9,}{micros:>10.1f}{ratio:>8.1f}  {np.round(waits, 2)}")


if __name__ == "__main__":
    main()
