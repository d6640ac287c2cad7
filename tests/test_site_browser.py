"""The site as a reader opens it: from disk, in a browser that has no network."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sites import ROOT, harmful_site, published_site

from plananalysis.site.notebooks import notebook_paths

playwright = pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSER = os.environ.get("PLANANALYSIS_BROWSER") or next(
    filter(None, map(shutil.which, NAMES)), None
)

pytestmark = pytest.mark.skipif(
    BROWSER is None,
    reason=f"no browser: none of {', '.join(NAMES)}; PLANANALYSIS_BROWSER may name another",
)

PLAN = "serious-further-offence-jordan-mcsweeney-2023-01.2024-01-25"
MAIN = (
    "index.html",
    *notebook_paths(ROOT / "notebooks").values(),
    "charts/index.html",
    "recommendations/index.html",
    f"recommendations/{PLAN}/r8.html",
    f"plans/{PLAN}.html",
    f"sources/{PLAN}.html",
    "owners/index.html",
    "owners/director-public-protection.html",
    "topics/index.html",
    "topics/da_enquiries.html",
    "methods/index.html",
    "methods/methodology.html",
    "data/index.html",
    "data/dictionary.html",
    "search.html",
)


@pytest.fixture(scope="module")
def context() -> Iterator[object]:
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=BROWSER)
        context = browser.new_context(offline=True, viewport={"width": 1280, "height": 900})
        yield context
        browser.close()


@pytest.fixture
def page(context):
    page = context.new_page()
    page.problems = []
    page.on("console", lambda said: page.problems.append(said.text))
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on("requestfailed", lambda request: page.problems.append(request.url))
    page.on("request", lambda request: _hold_to_disk(page, request.url))
    yield page
    page.close()


def _hold_to_disk(page, address: str) -> None:
    if not address.startswith(("file://", "data:")):
        page.problems.append(address)


def open_page(page, site: Path, address: str) -> None:
    path, _, asked = address.partition("?")
    page.goto((site / path).as_uri() + (f"?{asked}" if asked else ""))
    page.wait_for_load_state("load")


@pytest.mark.parametrize("address", MAIN)
def test_a_page_opens_without_an_error_and_no_accessibility_fault_is_serious(page, address) -> None:
    open_page(page, published_site(), address)
    assert page.problems == []
    assert page.locator("h1").count() == 1
    assert page.evaluate("[...document.images].every((one) => one.complete && one.naturalWidth)")
    # What is right needs no telling, which takes most of the time.
    asked = {"resultTypes": ["violations"]}
    found = axe.Axe().run(page, options=asked).response["violations"]
    grave = [one for one in found if one["impact"] in {"serious", "critical"}]
    assert [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in grave] == []


def test_no_page_is_wider_than_a_narrow_screen(page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    wide = []
    for address in MAIN:
        open_page(page, published_site(), address)
        if page.evaluate("document.documentElement.scrollWidth") > 360:
            wide.append(address)
    assert wide == []


def test_a_table_searches_and_sorts(page) -> None:
    open_page(page, published_site(), "recommendations/index.html")
    rows = page.locator("table.plananalysis-lookup tbody tr")
    assert rows.count() == 25
    page.get_by_label("Search this table:").fill("licence revocation")
    assert rows.count() == 1
    page.get_by_label("Search this table:").fill("")
    head = page.get_by_role("columnheader", name="Actions")
    head.click()
    head.click()
    counts = [int(text) for text in rows.locator("td:nth-last-child(2)").all_inner_texts()]
    assert counts == sorted(counts, reverse=True) and counts[0] > counts[-1]


def test_a_table_is_sorted_by_keyboard(page) -> None:
    open_page(page, published_site(), "owners/index.html")
    button = page.locator("thead [role=button]").first
    button.focus()
    page.keyboard.press("Enter")
    names = page.locator("tbody th").all_inner_texts()
    assert names == sorted(names, key=str.casefold)


def test_the_search_of_any_page_finds_passages_and_leads_to_them(page) -> None:
    open_page(page, published_site(), f"plans/{PLAN}.html")
    page.get_by_label("Search everything").fill("licence revocation")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=*")
    first = page.locator("#passages tbody a").first
    assert "recommendation 8" in first.inner_text()
    first.click()
    page.wait_for_url("**/r8.html")
    assert page.problems == []


def test_the_first_stop_of_the_keyboard_skips_to_the_content(page) -> None:
    open_page(page, published_site(), "index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"


def test_paper_shows_every_row(page) -> None:
    open_page(page, published_site(), "recommendations/index.html")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("table.plananalysis-lookup tbody tr").count() == 59


def test_without_a_script_every_row_is_there(context) -> None:
    plain = context.browser.new_context(offline=True, java_script_enabled=False)
    page = plain.new_page()
    open_page(page, published_site(), "recommendations/index.html")
    assert page.locator("table.plananalysis-lookup tbody tr").count() == 59
    plain.close()


def test_no_text_of_a_plan_acts(page) -> None:
    site = harmful_site()
    for file in sorted(site.rglob("*.html")):
        if "harmed" not in file.read_text(encoding="utf-8"):
            continue
        open_page(page, site, file.relative_to(site).as_posix())
        assert page.evaluate("window.harmed") is None, file
    open_page(page, site, "search.html?q=%3Cscript%3Ewindow.harmed")
    assert page.locator("#passages tbody tr").count() > 1
    assert page.evaluate("window.harmed") is None
    assert page.problems == []
