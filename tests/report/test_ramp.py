import itertools

import pytest

from optimizer.report.ramp import COLOURS, steps

# Machado, Oliveira and Fernandes 2009, severity 1.0
BLIND = {
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def linear(colour):
    values = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    return [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values]


def lab(rgb):
    r, g, b = (min(1.0, max(0.0, v)) for v in rgb)
    xyz = (
        (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505,
        0.2126 * r + 0.7152 * g + 0.0722 * b,
        (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089,
    )
    x, y, z = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in xyz)
    return (116 * y - 16, 500 * (x - y), 200 * (y - z))


@pytest.mark.parametrize("kind", BLIND)
def test_every_two_colours_differ_for_colour_blind_readers(kind):
    seen = [
        lab([sum(m * v for m, v in zip(row, linear(colour), strict=True)) for row in BLIND[kind]])
        for colour in COLOURS
    ]
    for a, b in itertools.combinations(seen, 2):
        distance = sum((p - q) ** 2 for p, q in zip(a, b, strict=True)) ** 0.5
        assert distance > 12, (kind, a, b)  # about 2.3 is just noticeable


@pytest.mark.parametrize(
    "hours",
    [[], [0.0], [40.0] * 50, [float(n) for n in range(200)], [1e6, 2e6], [float("nan"), 5.0]],
)
def test_limits_are_five_and_rise(hours):
    limits = steps(hours)
    assert len(limits) == len(COLOURS) - 1
    assert all(a < b for a, b in itertools.pairwise(limits))


def test_limits_part_the_values_into_about_equal_shares():
    hours = [20 + 0.8 * n for n in range(150)]
    limits = [0.0, *steps(hours), 1e9]
    shares = [sum(a < h <= b for h in hours) / 150 for a, b in itertools.pairwise(limits)]
    assert max(shares) < 0.3
    assert min(shares) > 0.08
