from __future__ import annotations

import re
import shutil
from pathlib import Path
from xml.etree import ElementTree

import duckdb
import pytest

from plananalysis.analysis.measures import MEASURES
from plananalysis.publishing.documents import (
    CHART,
    DOCUMENTS,
    PLAN_LIST,
    RAW,
    DocumentError,
    build_published,
    fill_blocks,
    load_rules,
    make_blocks,
    make_chart,
    read_plan_list,
)
from plananalysis.store.database import connect

ROOT = Path(__file__).parent.parent
SOURCES = ROOT / "src" / "plananalysis"
PAGES = sorted([ROOT / "README.md", ROOT / "data" / "README.md", *(ROOT / "docs").rglob("*.md")])


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_published(ROOT, tmp_path_factory.mktemp("published"))


@pytest.fixture(scope="module")
def blocks(database: Path) -> dict[str, str]:
    return make_blocks(database, ROOT)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the plans and their list."""
    shutil.copytree(ROOT / RAW, tmp_path / RAW)
    (tmp_path / PLAN_LIST).parent.mkdir()
    shutil.copy(ROOT / PLAN_LIST, tmp_path / PLAN_LIST)
    return tmp_path


# What is published


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_a_document_quotes_what_the_program_gives(document: Path, blocks: dict[str, str]) -> None:
    text = (ROOT / document).read_text("utf-8")
    assert fill_blocks(text, blocks) == text, "The figures have moved: run `make publish`."


def test_every_block_stands_in_one_document(blocks: dict[str, str]) -> None:
    texts = "".join((ROOT / document).read_text("utf-8") for document in DOCUMENTS)
    assert sorted(re.findall(r"<!-- generated:([a-z-]+) -->", texts)) == sorted(blocks)


def test_the_chart_shows_what_the_program_gives(database: Path) -> None:
    with connect(database) as connection:
        chart = make_chart(connection)
    drawn = ElementTree.parse(ROOT / CHART).find(".//{http://purl.org/dc/elements/1.1/}description")
    assert drawn is not None and drawn.text == chart.alt, "Run `make publish`."


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_to_a_file_of_the_project_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?![a-z]+:|#)([^)#\s]+)[^)]*\)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_measure_is_defined_with_who_measures_it_so_and_its_limit() -> None:
    text = (ROOT / "docs" / "METHODOLOGY.md").read_text("utf-8")
    rows = re.findall(r"^\| `([a-z_]+)` \| (.+) \| (.+) \| (.+) \|$", text, re.MULTILINE)
    defined = {name for name, *cells in rows if all(len(cell) > 5 for cell in cells)}
    assert set(MEASURES) <= defined


def test_headline_figures_carry_their_n_their_interval_and_the_day_they_speak_for(
    blocks: dict[str, str],
) -> None:
    for row in blocks["headline"].splitlines()[2:]:
        assert re.search(r"\| 20\d\d-\d\d-\d\d.* \| \d+ of \d+ \(\d+%\) \| \d+% to \d+% \|$", row)
    for row in blocks["slippage"].splitlines()[2:]:
        days, counts, months = r"20\d\d-\d\d-\d\d[^|]*", r"( \d+ \|){4}", r"( ([-\d. to]+|–) \|){2}"
        assert re.search(rf"\| {days} \|{counts}{months}$", row)


def test_promises_of_a_plan_add_up_in_the_headline(blocks: dict[str, str]) -> None:
    *plans, total = [
        [int(cell) for cell in row.split(" | ")[2:6]] for row in blocks["slippage"].splitlines()[2:]
    ]
    assert [sum(column) for column in zip(*plans, strict=True)] == total


def test_what_is_published_does_not_hang_on_the_day_that_the_environment_names(
    database: Path, blocks: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANANALYSIS_AS_OF", "2024-02-01")
    assert make_blocks(database, ROOT) == blocks


def test_each_code_is_scored_and_its_confusions_are_told(blocks: dict[str, str]) -> None:
    rows = [row.split(" | ") for row in blocks["coding"].splitlines()[2:]]
    assert {"| all topics", "| all levers"} <= {row[0] for row in rows}
    for name, errors, *_, precision, recall, _ in rows:
        is_perfect = (precision, recall) == ("1.000", "1.000")
        assert bool(errors) != is_perfect or name.startswith("| all"), name


# The rules of the reading


def test_every_rule_that_found_something_is_explained(database: Path) -> None:
    with connect(database) as connection:
        codes = {code for (code,) in connection.execute("SELECT code FROM faults").fetchall()}
    assert codes <= set(load_rules())


def test_every_rule_that_is_explained_exists() -> None:
    text = "".join(path.read_text("utf-8") for path in SOURCES.rglob("*.py"))
    written = set(re.findall(r'f?"([a-z_]+)(?:\{alignment\})?"', text))
    assert [
        rule
        for rule in load_rules()
        if rule not in written and not (rule.startswith("alignment_") and "alignment_" in written)
    ] == []


# The plans that published figures rest on


def test_a_plan_that_a_user_adds_changes_no_published_figure(project: Path, tmp_path: Path) -> None:
    shutil.copy(next((ROOT / RAW).glob("*.txt")), project / RAW / "2030-01-01_added.txt")
    database = build_published(project, tmp_path / "built")
    with duckdb.connect(database, read_only=True) as connection:
        files = connection.execute("SELECT source_file FROM plans ORDER BY ALL").fetchall()
    assert [name for (name,) in files] == sorted(read_plan_list(ROOT / PLAN_LIST))


def test_a_listed_plan_that_is_not_the_one_listed_is_named(project: Path, tmp_path: Path) -> None:
    changed = next((project / RAW).glob("*.txt"))
    changed.write_bytes(changed.read_bytes() + b" ")
    with pytest.raises(DocumentError, match=re.escape(changed.name)):
        build_published(project, tmp_path / "built")


def test_a_listed_plan_that_is_missing_is_named(project: Path, tmp_path: Path) -> None:
    missing = next((project / RAW).glob("*.txt"))
    missing.unlink()
    with pytest.raises(DocumentError, match=re.escape(missing.name)):
        build_published(project, tmp_path / "built")


def test_a_line_of_the_list_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "list").write_text(f"{'a' * 64}  plan.txt\n{'b' * 64}  ../plan.txt\n")
    with pytest.raises(DocumentError, match="line 2"):
        read_plan_list(tmp_path / "list")


def test_a_missing_list_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="make publish"):
        read_plan_list(tmp_path / "list")


# Blocks


def test_only_what_stands_between_the_marks_is_replaced() -> None:
    text = "before\n<!-- generated:a -->\nold\n<!-- /generated:a -->\nafter\n"
    filled = fill_blocks(text, {"a": "new\n"})
    assert filled == "before\n<!-- generated:a -->\n\nnew\n\n<!-- /generated:a -->\nafter\n"
    assert fill_blocks(filled, {"a": "new\n"}) == filled


@pytest.mark.parametrize(
    "text",
    [
        "<!-- generated:a -->\n",
        "<!-- /generated:a -->\n",
        "<!-- generated:a -->\n<!-- /generated:b -->\n",
        "<!-- generated:a -->\n<!-- generated:a -->\n<!-- /generated:a -->\n",
    ],
)
def test_marks_that_do_not_pair_are_refused(text: str) -> None:
    with pytest.raises(DocumentError, match="pair"):
        fill_blocks(text, {"a": "", "b": ""})


def test_a_block_that_is_not_known_is_refused_with_those_that_are() -> None:
    with pytest.raises(DocumentError, match=r"'b'.*Known are: a"):
        fill_blocks("<!-- generated:b -->\n<!-- /generated:b -->", {"a": ""})


def test_text_of_a_plan_is_no_markup_in_a_document(database: Path, tmp_path: Path) -> None:
    hostile = tmp_path / "hostile.duckdb"
    shutil.copy(database, hostile)
    with duckdb.connect(hostile) as connection:
        # The measures keep the names of reviews as they were when the database was built.
        for table, column in (
            ("reviews", "title"),
            ("kept.shares", "label"),
            ("kept.slippage_summary", "label"),
        ):
            connection.execute(f"UPDATE {table} SET {column} = '<script> | [a](b)\n## c'")
    blocks = make_blocks(hostile, ROOT)
    for block in ("headline", "slippage"):
        assert r"\<script\> \| \[a\](b) \#\# c" in blocks[block]
