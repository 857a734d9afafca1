import pytest

from optimizer.report.outline import Box, box_of, clip_ring, clipped_polygons, near, rounded, unwrap


def area(ring):
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2


@pytest.mark.parametrize(
    ("lon", "middle", "expected"),
    [(-179, 170, 181), (179, -170, -181), (10, 12, 10), (-100, 100, 260)],
)
def test_a_meridian_is_written_near_the_middle(lon, middle, expected):
    assert near(lon, middle) == expected


def test_a_line_over_the_antimeridian_has_no_jump():
    assert unwrap([[178, 60], [-179, 61], [-170, 62], [179, 63]], 170) == [
        (178, 60),
        (181, 61),
        (190, 62),
        (179, 63),
    ]


def test_a_clipped_square_keeps_the_part_inside():
    ring = clip_ring([(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)], Box(2, -1, 6, 3))
    assert area(ring) == pytest.approx(2 * 3)
    assert box_of(ring) == Box(2, 0, 4, 3)


def test_a_ring_outside_leaves_nothing():
    assert clip_ring([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0)], Box(2, 2, 3, 3)) == []


def test_land_across_the_antimeridian_draws_no_band_across_the_map():
    """Chukotka in small: unwrapped before clipping it is 20 degrees wide, else 340."""
    chukotka = [[[170, 60], [-170, 60], [-170, 70], [170, 70], [170, 60]]]
    (polygon,) = clipped_polygons([chukotka], Box(120, 50, 200, 80), 2)
    assert box_of([tuple(p) for p in polygon[0]]) == Box(170, 60, 190, 70)
    assert area(polygon[0]) == pytest.approx(200)


def test_land_is_drawn_also_one_turn_further():
    alaska = [[[-168, 60], [-150, 60], [-150, 70], [-168, 70]]]
    (polygon,) = clipped_polygons([alaska], Box(120, 50, 205, 80), 2)
    assert box_of([tuple(p) for p in polygon[0]]) == Box(192, 60, 205, 70)


def test_rounding_leaves_no_point_twice():
    assert rounded([(1.0001, 2.0), (1.0002, 2.0), (1.5, 2.0)], 2) == [[1.0, 2.0], [1.5, 2.0]]
