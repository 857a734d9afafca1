"""Chromium with the network off; a page that collects every request and every error."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "report"))

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
DESK = {"width": 1400, "height": 900}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def browser():
    found = os.environ.get("CHROME_BIN") or next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        missing = "no Chromium: apt-get install chromium, or set CHROME_BIN"
        if os.environ.get("HUBS_REQUIRE_BROWSER") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        root = hasattr(os, "geteuid") and os.geteuid() == 0
        started = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox"] if root else []
        )
        yield started
        started.close()


@pytest.fixture
def open_page(browser):
    """Open a file offline; ``page.errors`` and ``page.asked`` must stay empty."""
    contexts = []

    def open_it(path, viewport=DESK, script=None):
        context = browser.new_context(viewport=viewport, has_touch=viewport == PHONE)
        context.set_offline(True)
        contexts.append(context)
        page = context.new_page()
        page.errors, page.asked = [], []
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        page.on("console", lambda m: m.type in ("error", "warning") and page.errors.append(m.text))
        page.on("request", lambda request: page.asked.append(request.url))
        if script:
            page.add_init_script(script)
        page.goto(path.as_uri())
        page.wait_for_selector("body[data-view]")
        return page

    yield open_it
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def made():
    from made_plan import made_plan

    return made_plan()


@pytest.fixture(scope="session")
def maps(made, tmp_path_factory):
    """The page of the made-up plan, by language."""
    from optimizer.report.map_page import write_map

    folder = tmp_path_factory.mktemp("maps")
    return {lang: write_map(made, folder / f"{lang}.html", lang) for lang in ("en", "ru")}
