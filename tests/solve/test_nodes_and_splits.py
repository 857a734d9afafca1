"""Nodes: what they forbid is forbidden; the parts of a split together hold all of its plans."""

import itertools

import numpy as np
import pytest
from every_pattern import every_pattern
from made_problems import made

from optimizer.solve.patterns.master import Master, Prices
from optimizer.solve.patterns.node import root
from optimizer.solve.patterns.pattern import Pattern
from optimizer.solve.patterns.split import splits
from optimizer.solve.patterns.tables import DEAR, tables

NOBODY = Prices(np.zeros(4), 0.0, np.zeros(3), 0.0, True)


@pytest.fixture(scope="module")
def problem():
    return made("as it is", 0)


@pytest.fixture(scope="module")
def patterns(problem):
    """Every pattern that serves somebody."""
    return [
        Pattern(j, hub.size, np.array(cells), np.array(hub.levels), hub.worth, hub.cost)
        for j in range(problem.parks)
        for cells, hub in every_pattern(problem, j)
        if cells
    ]


def some_plans(problem, patterns, count: int, seed: int = 0):
    """Plans as a choice of a pattern, or none, per park; cells at most once."""
    rng = np.random.default_rng(seed)
    by_park = [[None, *(q for q in patterns if q.park == j)] for j in range(problem.parks)]
    plans = []
    while len(plans) < count:
        plan = [each[rng.integers(len(each))] if rng.random() < 0.7 else None for each in by_park]
        cells = [d for q in plan if q for d in q.cells]
        if len(cells) == len(set(cells)):
            plans.append([q for q in plan if q])
    return plans


def keeps(node, plan, problem) -> bool:
    """Whether a plan keeps to all that a node asks."""
    served = {d for q in plan for d in q.cells}
    today = [d for d in range(problem.cells) if d not in served]
    return (
        all(node.allows(q.park, q.size, q.cells, q.level) for q in plan)
        and not node.pairs[today, -1].any()
        and node.forced <= {q.park for q in plan}
    )


def test_the_root_holds_every_plan(problem, patterns):
    node = root(problem, NOBODY)
    assert all(keeps(node, plan, problem) for plan in some_plans(problem, patterns, 200))


def test_bans_are_kept_apart(problem):
    first = root(problem, NOBODY)
    node = first.without_park(1).without_sizes(0, np.array([True, False, False]))
    node = node.without_levels(2, 2, np.array([False, True, False, False]))
    node = node.without_pair(3, -1).with_pair(2, 0)
    assert not first.pairs.any() and not first.sizes.any() and not first.levels.any()
    cell = np.array([0])
    none = np.full(4, -1)
    assert not node.allows(1, 0, cell, none), "a closed park"
    assert not node.allows(0, 0, cell, none) and node.allows(0, 1, cell, none)
    banned = np.array([-1, -1, 1, -1])
    assert not node.allows(2, 0, cell, banned) and node.allows(0, 1, cell, banned)
    assert not node.allows(2, 0, np.array([2]), none), "its cell is served from park 0"
    assert node.forced == {0} and node.depth == 5
    part = node.problem(problem)
    assert np.isinf(part.linear[:, 1]).all() and np.isinf(part.stay[[2, 3]]).all()
    assert part.size_cost[0, 0] == DEAR and (part.size_cost[1:] < DEAR).all()
    assert np.isinf(part.linear[2, 1:]).all() and part.linear[2, 0] == problem.linear[2, 0]


def test_a_pair_that_is_forbidden_stays_so_where_it_is_asked_for(problem):
    node = root(problem, NOBODY).without_pair(1, 2).with_pair(1, 2)
    assert node.pairs[1].all()


def test_today_as_a_pair(problem, patterns):
    only = root(problem, NOBODY).with_pair(0, -1)
    assert not only.forced
    plans = some_plans(problem, patterns, 100)
    assert all(keeps(only, p, problem) == all(0 not in q.cells for q in p) for p in plans)


def test_tables_of_a_node_make_banned_levels_dear(problem):
    grids = tables(problem)
    node = root(problem, NOBODY).without_levels(0, 1, np.array([False, True, False, False]))
    node = node.without_levels(3, 2, np.array([True, False, False, False]))
    for before, after in zip(grids.blocks, node.tables(grids).blocks, strict=True):
        for one, two in zip(before.queues, after.queues, strict=True):
            banned = two.cost >= DEAR
            assert np.argwhere(banned).tolist() == {0: [[1, 1]], 3: [[2, 0]]}.get(one.station, [])
            assert (two.cost[~banned] == one.cost[~banned]).all()


def mixtures(problem, patterns, count):
    """Masters' solutions with some patterns in part."""
    rng = np.random.default_rng(1)
    for _ in range(count):
        weights = np.zeros(len(patterns))
        for j in range(problem.parks):
            mine = [i for i, q in enumerate(patterns) if q.park == j]
            pick = rng.choice(mine, 3, replace=False)
            weights[pick] = rng.dirichlet(np.ones(3)) * rng.choice([1.0, 0.6])
        yield weights


def test_the_parts_of_a_split_hold_all_plans_of_the_whole(problem, patterns):
    plans = some_plans(problem, patterns, 400)
    kinds = set()
    for weights in mixtures(problem, patterns, 12):
        node = root(problem, NOBODY).without_pair(0, 1)
        mine = [plan for plan in plans if keeps(node, plan, problem)]
        used = [i for i, q in enumerate(patterns) if node.allows(q.park, q.size, q.cells, q.level)]
        pairs = splits(node, node.problem(problem), [patterns[i] for i in used], weights[used])
        assert pairs
        for low, high in pairs:
            kinds.add(tuple(
                bool((getattr(low, name) != getattr(node, name)).any())
                for name in ("pairs", "sizes", "levels")
            ))  # fmt: skip
            held = [(keeps(low, p, problem), keeps(high, p, problem)) for p in mine]
            assert all(one or two for one, two in held), "a plan is lost"
            assert not all(one and two for one, two in held), "nothing is split"
            for part in (low, high):
                assert part.bound == node.bound
                assert (part.pairs >= node.pairs).all() and (part.sizes >= node.sizes).all()
                # the mixture itself is cut off from both parts
                assert (
                    not all(
                        part.allows(q.park, q.size, q.cells, q.level)
                        for z, q in zip(weights[used], (patterns[i] for i in used), strict=True)
                        if z > 1e-4
                    )
                    or part.forced > node.forced
                    or part.pairs[:, -1].any()
                )
    assert len(kinds) >= 3, "parks or pairs, sizes, levels"


def test_pairs_and_sizes_split_into_disjoint_parts(problem, patterns):
    plans = some_plans(problem, patterns, 300)
    node = root(problem, NOBODY)
    sizes = np.array([True, False, False])
    for low, high in [
        (node.without_pair(1, 0), node.with_pair(1, 0)),
        (node.without_pair(2, -1), node.with_pair(2, -1)),
        (node.without_park(1), node.with_park(1)),
    ]:
        for plan in plans:
            assert keeps(low, plan, problem) != keeps(high, plan, problem)
    low, high = node.without_sizes(0, sizes), node.without_sizes(0, ~sizes)
    both = [p for p in plans if keeps(low, p, problem) and keeps(high, p, problem)]
    assert both and not any(q.park == 0 for p in both for q in p), "only where the park is closed"


def test_a_whole_master_is_not_split(problem, patterns):
    weights = np.zeros(len(patterns))
    for j in (0, 2):
        weights[next(i for i, q in enumerate(patterns) if q.park == j and len(q.cells) == 1)] = 1.0
    chosen = [q for z, q in zip(weights, patterns, strict=True) if z]
    if set(chosen[0].cells) & set(chosen[1].cells):
        weights[patterns.index(chosen[1])] = 0.0
    assert splits(root(problem, NOBODY), problem, patterns, weights) == []


def test_kits_are_split_last(problem, patterns):
    """Two patterns that differ in a kit alone."""
    same = itertools.groupby(
        sorted(patterns, key=lambda q: (q.park, q.size, q.cells.tobytes(), q.level[:2].tobytes())),
        key=lambda q: (q.park, q.size, q.cells.tobytes(), q.level[:2].tobytes()),
    )
    one, two = next(pair for _, each in same if len(pair := list(each)[:2]) == 2)
    ((low, high),) = splits(root(problem, NOBODY), problem, [one, two], np.array([0.4, 0.6]))
    levels = low.levels ^ high.levels
    assert levels[2:].any() and not levels[:2].any()
    assert low.allows(one.park, one.size, one.cells, one.level) != low.allows(
        two.park, two.size, two.cells, two.level
    )


def test_patterns_of_the_master_keep_to_the_node(problem, patterns):
    master = Master(problem)
    master.add(patterns)
    node = root(problem, NOBODY).without_pair(2, 0).without_sizes(1, np.array([0, 0, 1], bool))
    node = node.without_levels(0, 0, np.array([True, False, False, False])).with_park(2)
    master.restrict(node)
    master.solve()
    used = [q for z, q in zip(master.weights(), patterns, strict=True) if z > 1e-9]
    assert used and all(node.allows(q.park, q.size, q.cells, q.level) for q in used)


def test_a_cell_with_one_way_left_is_not_split_again(problem, patterns):
    """The master may serve it in part, and leave the rest at a great cost."""
    one = next(q for q in patterns if q.park == 0 and len(q.cells) == 1)
    cell = int(one.cells[0])
    node = root(problem, NOBODY).with_pair(cell, 0)
    found = splits(node, node.problem(problem), [one], np.array([0.9]))
    for pair in found:
        for part in pair:
            assert (part.pairs != node.pairs).any() or (part.sizes != node.sizes).any()
            assert not part.pairs[cell].all()
