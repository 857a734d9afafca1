import pytest

pytestmark = pytest.mark.browser

TRAP = """window.caught = []; window.hacked = () => window.caught.push(new Error().stack);
window.alert = window.hacked;"""


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_no_name_runs_as_code(open_page, made, tmp_path, lang):
    from hostile import PAYLOAD, hostile_plan
    from made_supply import with_supply

    from optimizer.report.map_page import write_map

    path = write_map(hostile_plan(with_supply(made), tmp_path), tmp_path / "map.html", lang)
    page = open_page(path, script=TRAP)
    hubs = page.locator(".hub")
    assert hubs.count() == len(made.hubs)
    for number in (0, 1):
        page.keyboard.press("Escape")
        hubs.nth(number).focus()
        page.keyboard.press("Enter")
        assert page.locator("#card h2").inner_text().strip().endswith(PAYLOAD.split("\u2028")[-1])
    page.keyboard.press("Escape")
    page.locator("[data-line]").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("#card h2").inner_text().strip().endswith(PAYLOAD.split("\u2028")[-1])
    page.locator(".line-flag").first.hover()
    hubs.nth(1).focus()
    page.keyboard.press("Enter")
    hubs.nth(1).hover()
    page.locator("#card .link").first.click()
    page.fill("#search", "hacked")
    page.keyboard.press("Enter")
    page.locator("#assumption summary").click()
    page.locator(".group").nth(1).click()
    for value in ("today", "plan"):
        page.locator(f"input[name=view][value={value}]").check(force=True)
    page.locator("input[name=season]").nth(1).check(force=True)
    page.wait_for_timeout(200)
    assert page.evaluate("window.caught") == []
    assert page.locator("img, iframe, i, textarea").count() == 0
    assert page.errors == []
    assert [url for url in page.asked if not url.startswith("data:")] == [path.as_uri()]
    assert "{{7*7}}" in page.locator("h1").inner_text()


def test_the_policy_stops_code_that_gets_in_all_the_same(open_page, maps):
    page = open_page(maps["en"], script=TRAP)
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=hacked()>')")
    page.evaluate("document.body.append(Object.assign(document.createElement('script'),"
                  "{textContent: 'hacked()'}))")  # fmt: skip
    page.wait_for_timeout(200)
    assert page.evaluate("window.caught") == []
    assert any("Content Security Policy" in error for error in page.errors)
