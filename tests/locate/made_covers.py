"""Small covers drawn by a seed, and the fewest columns by looking at every choice."""

from itertools import combinations

import numpy as np


def drawn(seed, rows=14, columns=9, share=0.3):
    """Which column covers which row; every row has one at least."""
    rng = np.random.default_rng(seed)
    matrix = rng.random((rows, columns)) < share
    matrix[np.arange(rows), rng.integers(0, columns, rows)] = True
    return matrix


def fewest(matrix):
    """How many columns cover all rows at least; no rows need none."""
    columns = range(matrix.shape[1])
    return next(
        count
        for count in range(matrix.shape[1] + 1)
        if any(matrix[:, list(c)].any(axis=1).all() for c in combinations(columns, count))
    )
