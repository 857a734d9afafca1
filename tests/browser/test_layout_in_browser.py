import pytest

pytestmark = pytest.mark.browser

DESK = {"width": 1400, "height": 900}
PHONE = {"width": 390, "height": 844}
BOXES = """selector => [...document.querySelectorAll(selector)].map(node => {
    const r = node.getBoundingClientRect();
    return [r.left, r.top, r.right, r.bottom, node.textContent]; })"""


def common(a, b):
    w = min(a[2], b[2]) - max(a[0], b[0])
    h = min(a[3], b[3]) - max(a[1], b[1])
    return max(0, w) * max(0, h)


def overlaps(boxes, others, least):
    return [
        (a[4], b[4], round(common(a, b)))
        for n, a in enumerate(boxes)
        for b in (others if others is not boxes else boxes[n + 1 :])
        if common(a, b) > least
    ]


@pytest.mark.parametrize("lang", ["en", "ru"])
@pytest.mark.parametrize("viewport", [DESK, PHONE])
@pytest.mark.parametrize("view", ["plan", "today"])
def test_names_do_not_cover_each_other_or_a_hub(open_page, maps, lang, viewport, view):
    page = open_page(maps[lang], viewport)
    page.locator(f"input[name=view][value={view}]").check(force=True)
    names = page.evaluate(BOXES, ".name")
    hubs = page.evaluate(BOXES, ".hub-circle:not(.small)")
    assert len(names) >= 8
    assert overlaps(names, names, 1) == []
    assert overlaps(hubs, hubs, 1) == []
    assert overlaps(names, hubs, 60) == []


def test_every_hub_is_named(open_page, maps, made):
    for viewport in (DESK, PHONE):
        page = open_page(maps["en"], viewport)
        named = {text for *_, text in page.evaluate(BOXES, ".name-hub")}
        assert named == set(made.hubs.name)


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_panels_do_not_cover_each_other_on_a_desk(open_page, maps, lang):
    page = open_page(maps[lang], DESK)
    page.locator("[data-hub=kms-parus]").click()
    panels = ("#top", "#find", "#controls", "#legend", "#assumption", "#card")
    parts = [*panels, ".leaflet-control-zoom", ".credits"]
    boxes = [[*page.evaluate(BOXES, part)[0][:4], part] for part in parts]
    assert overlaps(boxes, boxes, 1) == []
    for left, top, right, bottom, part in boxes:
        assert left >= 0 and top >= 0 and right <= 1400 and bottom <= 900, part
    strip = page.evaluate("(() => { const s = document.getElementById('figures');"
                          "return [s.scrollWidth, s.clientWidth]; })()")  # fmt: skip
    assert strip[0] <= strip[1], "the key figures do not fit beside each other"


def test_on_a_phone_the_panels_are_folded_until_asked_for(open_page, maps):
    page = open_page(maps["ru"], PHONE)
    assert page.locator("#legend").is_hidden()
    assert page.locator("#assumption").is_hidden()
    used = sum(
        box[3] - box[1]
        for part in ("#top", "#find", "#controls")
        for box in page.evaluate(BOXES, part)
    )
    assert used < 0.3 * PHONE["height"]
    page.locator("#legend-toggle").tap()
    assert page.locator("#legend").is_visible()
    assert page.locator("#assumption").is_visible()
    page.locator("#legend-toggle").tap()
    page.locator("[data-hub=okhotsk]").tap()
    page.wait_for_timeout(400)
    card = page.evaluate(BOXES, "#card")[0]
    hub = page.evaluate(BOXES, "[data-hub=okhotsk]")[0]
    assert card[0] == 0 and card[2] == PHONE["width"] and card[3] == PHONE["height"]
    assert hub[3] <= card[1], "the hub that was tapped is under its own card"
    tables = page.evaluate("[...document.querySelectorAll('#card table')].map(t => t.offsetWidth)")
    assert max(tables) <= PHONE["width"]


def test_a_picked_hub_is_moved_out_from_under_the_card(open_page, maps):
    page = open_page(maps["en"], DESK)
    page.locator("[data-hub=okhotsk]").click()
    page.wait_for_timeout(500)
    assert (
        overlaps(page.evaluate(BOXES, "[data-hub=okhotsk]"), page.evaluate(BOXES, "#card"), 0) == []
    )
