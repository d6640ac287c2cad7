from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import duckdb
import lxml.html
import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from sites import (
    HARM,
    ROOT,
    executed_notebooks,
    harmful_site,
    published_database,
    published_site,
)

from plananalysis.errors import PlanAnalysisError
from plananalysis.figures import GALLERY
from plananalysis.site import SiteError, make_site, replace_site
from plananalysis.site.addresses import page_names, relative
from plananalysis.site.assembly import FRONT, make_classic
from plananalysis.site.headlines import Headline
from plananalysis.site.markup import first_sentence, list_sections, render_markdown, tidy
from plananalysis.site.notebooks import read_notebook
from plananalysis.site.rendering import moved

DOCUMENTS = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))


def read(path: Path) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(path.read_text(encoding="utf-8"))


def words(element: lxml.html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def find_broken_links(site: Path) -> Iterator[str]:
    """Every link or asset that leads to no file or anchor of the site, or is fetched elsewhere."""
    anchors: dict[Path, set[str]] = {}
    documents = {page: read(page) for page in pages(site)}
    for page, document in documents.items():
        anchors[page] = {str(name) for name in document.xpath("//@id")}
    for page, document in documents.items():
        for element, name, address, _ in document.iterlinks():
            parts = urlsplit(address)
            if parts.scheme == "data" and name == "src":
                continue
            if parts.scheme or parts.netloc:
                if element.tag != "a" or parts.scheme not in {"http", "https", "mailto"}:
                    yield f"{page.relative_to(site)}: {element.tag} fetches {address}"
                continue
            file = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            if not file.is_file() or not file.is_relative_to(site.resolve()):
                yield f"{page.relative_to(site)}: {address} is not there"
            elif parts.fragment and unquote(parts.fragment) not in anchors.get(file, set()):
                yield f"{page.relative_to(site)}: {address} has no such anchor"


@pytest.mark.parametrize("site", [published_site, harmful_site], ids=["published", "harmful"])
def test_every_link_of_the_site_leads_to_a_file_of_it(site) -> None:
    assert list(find_broken_links(site())) == []


def test_the_checker_of_links_finds_what_is_broken(tmp_path: Path) -> None:
    page = (
        '<a href="b.html">1</a><a href="#no">2</a><script src="https://cdn.example/x.js"></script>'
    )
    (tmp_path / "a.html").write_text(page)
    assert len(list(find_broken_links(tmp_path))) == 3


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_of_the_documents_lead_to_files_of_the_project(document: Path) -> None:
    html = render_markdown(document.read_text(encoding="utf-8"))
    root = lxml.html.fragment_fromstring(html, create_parent="div")
    found = [urlsplit(address) for _, _, address, _ in root.iterlinks()]
    here = [unquote(link.path) for link in found if not link.scheme and link.path]
    made = {"data/curated/plans.duckdb"}
    assert [
        path for path in here if not (document.parent / path).exists() and path not in made
    ] == []


def test_there_is_a_page_for_every_recommendation_and_it_shows_all_that_was_read() -> None:
    with duckdb.connect(published_database(), read_only=True) as database:
        rows = database.execute(
            "SELECT plan_id, recommendation_id, recommendations.text, list(entries.text), "
            "list(owner_raw) FROM recommendations LEFT JOIN entries USING (recommendation_id) "
            "LEFT JOIN entry_owners USING (entry_id) GROUP BY ALL"
        ).fetchall()
    assert len(rows) == 59
    for plan, key, text, entries, owners in rows:
        page = published_site() / "recommendations" / plan / f"{key.split('/')[1].lower()}.html"
        shown = words(read(page))
        for said in (text, *filter(None, entries), *filter(None, owners)):
            assert " ".join(said.split()) in shown, (key, said)


def test_actions_stand_beside_the_progress_that_reports_on_them() -> None:
    with duckdb.connect(published_database(), read_only=True) as database:
        links = database.execute(
            "SELECT plan_id, recommendation_id, action_id, progress_id FROM links "
            "JOIN entries ON entry_id = action_id JOIN recommendations USING (recommendation_id)"
        ).fetchall()
    assert links
    for plan, key, action, progress in links:
        page = published_site() / "recommendations" / plan / f"{key.split('/')[1].lower()}.html"
        (cell,) = read(page).xpath(f"//*[@id='{action.rsplit('/')[-1]}']/ancestor::tr")
        place = progress.rsplit("/")[-1]
        assert cell.xpath(f".//*[@id='{place}'] | .//a[@href='#{place}']"), progress


def test_raw_lines_stand_under_their_numbers() -> None:
    with duckdb.connect(published_database(), read_only=True) as database:
        plans = database.execute("SELECT plan_id, source_file FROM plans").fetchall()
    for plan, file in plans:
        text = (ROOT / "data" / "raw" / file).read_text(encoding="utf-8")
        page = read(published_site() / "sources" / f"{plan}.html")
        for number, line in enumerate(text.splitlines(), 1):
            (row,) = page.xpath(f"//li[@id='L{number}']/span[2]")
            assert row.text_content() == line.replace("\t", " ⇥ ").replace("\xad", "<U+00AD>")


def test_the_front_page_gives_each_share_with_what_was_counted() -> None:
    with duckdb.connect(published_database(), read_only=True) as database:
        counted = database.execute(
            "SELECT numerator, denominator FROM completion "
            "WHERE cut = 'all' AND outcome = 'reported complete'"
        ).fetchone()
    rows = [words(row) for row in read(published_site() / "index.html").xpath("//tbody/tr")]
    assert [
        row for row in rows if f"{counted[0]} of {counted[1]}" in row and "reported complete" in row
    ]


def test_the_charts_of_the_front_page_are_figures_of_the_gallery() -> None:
    assert set(FRONT) <= {drawing.name for drawing in GALLERY}


def test_a_headline_says_how_many_of_the_counted_cannot_be_told() -> None:
    headline = Headline("timeliness", "in time", 44, 61, 0.6, 0.82, "", unread=5, unknown=17)
    assert (headline.share, headline.interval) == ("72%", "60% to 82%")
    assert headline.not_known == "5 unread; 17 too early to tell"
    assert Headline("x", "x", 0, 0, None, None, "", 0).not_known == ""


def test_what_is_not_yet_known_of_timeliness_stands_on_the_front_page() -> None:
    with duckdb.connect(published_database(), read_only=True) as database:
        (early,) = database.execute(
            "SELECT numerator FROM timeliness WHERE cut = 'all' AND outcome = 'not yet known'"
        ).fetchone()
    (cell,) = read(published_site() / "index.html").xpath(
        "//tr[th[contains(., 'within 12 months')]]/td[@data-name='Not known']"
    )
    assert early and f"{early} too early to tell" in words(cell)


def test_pages_are_in_british_english_with_one_title_and_headings_in_order() -> None:
    for page in pages(published_site()):
        document = read(page)
        assert document.get("lang") == "en-GB"
        levels = [
            int(heading.tag[1])
            for heading in document.xpath("//main//*[self::h1 or self::h2 or self::h3 or self::h4]")
        ]
        assert levels.count(1) == 1 and levels[0] == 1, page
        assert all(after <= before + 1 for before, after in pairwise(levels)), page
        assert document.xpath("//title/text()")[0].strip()
        assert not document.xpath("//img[not(@alt)]"), page
        assert not document.xpath("//th[not(@scope)]"), page
        names = document.xpath("//@id")
        assert len(names) == len(set(names)), page


def test_no_text_of_a_plan_acts_in_a_page() -> None:
    for page in pages(harmful_site()):
        document = read(page)
        scripts = document.xpath("//script[not(@src)] | //*[@*[starts-with(name(), 'on')]]")
        assert not scripts, page
        assert not [href for href in document.xpath("//@href") if "javascript" in href], page
        text = page.read_text(encoding="utf-8")
        assert not re.search("[\x07\u202e]", text), page
        assert not re.search(r"\b49\b", words(document)), page
    shown = words(read(next((harmful_site() / "recommendations").rglob("rx.html"))))
    assert HARM[:100] in shown
    assert "<U+202E>dna<U+0007>" in shown


def test_what_the_search_looks_through_is_plain_ascii() -> None:
    data = (harmful_site() / "assets" / "passages.js").read_bytes()
    assert data.isascii()
    assert b"\\u202e" not in data


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    again = make_site(
        published_database(),
        executed_notebooks(),
        ROOT / "docs" / "images",
        tmp_path / "site",
        raw=ROOT / "data" / "raw",
        docs=ROOT / "docs",
    ).parent
    first, second = (
        {path.relative_to(site): path.read_bytes() for path in site.rglob("*") if path.is_file()}
        for site in (published_site(), again)
    )
    assert first == second


def test_a_day_shows_the_plans_as_they_stood(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANANALYSIS_AS_OF", "2024-02-01")
    nothing = tmp_path / "nothing"
    raw = ROOT / "data" / "raw"
    index = make_site(
        published_database(), nothing, nothing, tmp_path / "site", raw=raw, docs=nothing
    )
    assert len(list((index.parent / "plans").glob("*.html"))) == 1 + 2
    assert "25 January 2024" in words(read(index))
    assert list(find_broken_links(index.parent)) == []


def test_where_the_raw_file_is_not_that_which_was_read_the_page_says_so(tmp_path: Path) -> None:
    nothing = tmp_path / "nothing"
    index = make_site(
        published_database(), nothing, nothing, tmp_path / "site", raw=nothing, docs=nothing
    )
    page = next((index.parent / "recommendations").glob("*/r1.html"))
    assert "cannot be read" in words(read(page))


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    places = (published_database(), tmp_path / "a", tmp_path / "b", tmp_path)
    for make in (make_site, replace_site):
        with pytest.raises(SiteError, match=r"folder"):
            make(*places, raw=tmp_path, docs=tmp_path / "c")
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_site_replaces_the_one_before_it(tmp_path: Path) -> None:
    target = tmp_path / "site"
    shutil.copytree(harmful_site(), target)
    (target / "old.html").write_text("old")
    nothing = tmp_path / "nothing"
    index = replace_site(published_database(), nothing, nothing, target, raw=nothing, docs=nothing)
    assert index.is_file() and not (target / "old.html").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


@given(st.lists(st.text(max_size=120), unique=True, max_size=12))
def test_names_of_pages_are_safe_and_never_meet(keys: list[str]) -> None:
    names = page_names(keys)
    assert len(set(names.values())) == len(keys)
    for name in names.values():
        assert re.fullmatch(r"[a-z0-9_][a-z0-9._-]{0,99}|-[a-z0-9._-]{1,99}", name), name
        assert name.split(".")[0] not in {"con", "aux", "nul", "index"}


def test_keys_that_differ_only_by_case_have_pages_of_their_own() -> None:
    names = page_names(["R1a", "R1A", "R2"])
    assert names["R2"] == "r2"
    assert len({name.lower() for name in names.values()}) == 3


@pytest.mark.parametrize(
    ("page", "target", "link"),
    [
        ("index.html", "plans/a.html", "plans/a.html"),
        ("plans/a.html", "index.html", "../index.html"),
        ("plans/a.html", "plans/b.html#L3", "b.html#L3"),
        ("plans/a.html", "plans/a.html#L3", "#L3"),
        ("recommendations/p/r1.html", "recommendations/q/r1.html", "../q/r1.html"),
    ],
)
def test_links_go_the_shortest_way(page: str, target: str, link: str) -> None:
    assert relative(page, target) == link


@pytest.mark.parametrize(
    ("least", "most", "told"),
    [
        (13, 13, "13 months later"),
        (9, 12.5, "9 to 12.5 months later"),
        (-1, -1, "1 month earlier"),
        (-5, -3, "3 to 5 months earlier"),
        (-2, 1, "from 2 months earlier to 1 month later"),
        (0, 0, "not by a month"),
        (0, 11, "0 to 11 months later"),
        (None, None, "by an unknown time"),
    ],
)
def test_a_change_of_months_is_told_in_words(least, most, told: str) -> None:
    assert moved(least, most) == told


def test_html_within_markdown_is_shown_and_not_obeyed() -> None:
    html = render_markdown("<b onclick='x()'>a</b> [b](javascript:x) <!-- note -->")
    assert "<b" not in html and "href" not in html and "note" not in html


def test_a_table_is_made_fit_for_a_screen_reader() -> None:
    table = (
        "<style>x</style><table border=1><thead><tr><th></th><th>n</th></tr></thead>"
        "<tbody><tr><th>p/R1</th><td>12</td></tr></tbody></table>"
    )
    html = tidy(table, lambda href: href, {"p/R1": "../r1.html"})
    assert '<th scope="col" class="n">n</th>' in html
    assert '<th scope="row"><a href="../r1.html">p/R1</a></th>' in html
    assert 'tabindex="0"' in html and "border" not in html and "<style" not in html


def test_a_link_that_leads_nowhere_in_the_site_becomes_plain_words() -> None:
    assert tidy('<p><a href="x.md">see x</a></p>', lambda href: None, {}) == "<p>see x</p>"


def test_the_first_sentence_of_a_document_tells_what_it_is_about() -> None:
    assert first_sentence("<h1>T</h1><p>All of <em>it</em>, 1.5 times. More.</p>") == (
        "All of it, 1.5 times."
    )
    assert first_sentence("<h1>T</h1>") == ""


def test_sections_are_found_by_their_heading() -> None:
    html = '<p>a</p><h2 id="b">B</h2><p>c <em>d</em></p><table><tr><td>e</td></tr></table>'
    assert list_sections(html) == [("", "", "a"), ("b", "B", "B c d")]


def test_a_notebook_shows_its_question_its_pictures_and_its_failure(tmp_path: Path) -> None:
    picture = new_output(
        "display_data",
        data={"image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg'/>", "text/plain": "p"},
        metadata={"image/svg+xml": {"alt": "Half of them"}},
    )
    failed = new_output("error", ename="ValueError", evalue="no <plan>", traceback=[])
    cells = [
        new_markdown_cell("# The title\n\n**The question?**\n\nMore.", id="a"),
        new_code_cell("1 + 1", outputs=[picture, failed], id="b"),
    ]
    file = tmp_path / "02-x.ipynb"
    nbformat.write(new_notebook(cells=cells), file)
    page = read_notebook(file, "notebooks/02-x.html", lambda href: None, {})
    assert (page.title, page.question) == ("The title", "The question?")
    assert list(page.pictures) == ["notebooks/02-x-1.svg"]
    assert '<a href="02-x-1.svg"><img src="02-x-1.svg" alt="Half of them"></a>' in page.body
    assert "no &lt;plan&gt;" in page.body


def test_what_is_no_notebook_is_an_error_that_names_the_file(tmp_path: Path) -> None:
    file = tmp_path / "01.ipynb"
    file.write_text("[]")
    with pytest.raises(PlanAnalysisError, match=r"01\.ipynb: is not a notebook"):
        read_notebook(file, "notebooks/01.html", lambda href: None, {})


def test_the_default_of_a_module_becomes_a_global() -> None:
    script = make_classic("var a=1,$b=2;export{a as ITable,$b as default};\n/* licence */")
    assert "window.plananalysisDataTable=$b;" in script and "export" not in script
    with pytest.raises(SiteError, match="new form"):
        make_classic("var a=1;")
