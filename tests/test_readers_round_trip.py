"""The plans of the folder, written in every format that they are published in, read the same."""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from collections.abc import Hashable, Iterable
from functools import cache
from pathlib import Path

import pytest

from plananalysis.analysis.plans import open_plans
from plananalysis.linking.editions import find_reviews
from plananalysis.linking.outlines import outline
from plananalysis.readers.grid import read_bytes_grid, read_text_grid
from plananalysis.reading import read_plan, understand
from plananalysis.records import Entry, Plan
from plananalysis.store.build import build
from plananalysis.store.database import connect
from plananalysis.testing.documents import WRITERS, write_pdf, write_word
from plananalysis.testing.exports import export_text
from plananalysis.testing.layouts import Layout
from plananalysis.testing.plans import Shape, make_plan

RAW = sorted((Path(__file__).parent.parent / "data" / "raw").glob("*.txt"))
LEAST = 0.99
SHAPES = (
    Shape("case review", 6, is_numbered=True, has_progress=True),
    Shape("thematic inspection", 6, is_numbered=False, has_progress=True),
    Shape("prison inspection", 25, is_numbered=False, has_progress=False),
)


@cache
def published() -> tuple[Plan, ...]:
    return tuple(map(read_plan, RAW))


def plain(text: str | None) -> str:
    return " ".join((text or "").split())


def start(number: str, entry: Entry) -> tuple[str, str, str]:
    """By what an entry is known where its end was cut elsewhere."""
    return number, entry.kind, plain(entry.text)[:40]


def facts(plan: Plan) -> dict[str, list[Hashable]]:
    """What a plan says, each fact as a value that can be counted."""
    entries = [(rec.number, entry) for rec in plan.recommendations for entry in rec.entries]
    return {
        "recommendations": [
            (rec.number, plain(rec.text), rec.response) for rec in plan.recommendations
        ],
        "addressees": [
            (rec.number, plain(rec.addressee).casefold()) for rec in plan.recommendations
        ],
        "entries": [(n, e.kind, e.ref, e.as_of, plain(e.text)) for n, e in entries],
        "owners": [(start(n, e), tuple(map(plain, e.owners))) for n, e in entries],
        "targets": [
            (start(n, e), tuple((plain(t.target_raw), t.state, t.edtf) for t in e.targets))
            for n, e in entries
        ],
        "title block": [plain(plan.title), plan.submitted_on, plan.updated_on, plan.published_on],
        "totals": [(total.response, total.printed) for total in plan.printed_totals],
    }


def low_scores(pairs: Iterable[tuple[Plan, Plan]], least: float = LEAST) -> dict[str, object]:
    """The fields whose F1, pooled over the pairs, is lower, with what is missing and too much."""
    right, n = Counter[str](), Counter[str]()
    misses: dict[str, list[object]] = {}
    for expected, read in pairs:
        ours = facts(read)
        for field, values in facts(expected).items():
            theirs, found = Counter(values), Counter(ours[field])
            right[field] += 2 * (theirs & found).total()
            n[field] += theirs.total() + found.total()
            misses.setdefault(field, []).extend([*(theirs - found), *(found - theirs)])
    return {field: (right[field] / n[field], misses[field]) for field in n
            if right[field] < least * n[field]}  # fmt: skip


def read(data: bytes, name: str) -> Plan:
    return understand(read_bytes_grid(data, name))


@pytest.mark.parametrize("format", WRITERS)
def test_the_five_plans_say_the_same_in_every_format(format: str) -> None:
    pairs = [(plan, read(WRITERS[format](plan), f"x.{format}")) for plan in published()]
    assert len(pairs) == 5
    assert low_scores(pairs) == {}


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is missing")
def test_the_five_plans_say_the_same_in_pdfs_that_libreoffice_makes_from_word(
    tmp_path: Path,
) -> None:
    for at, plan in enumerate(published()):
        (tmp_path / f"{at}.docx").write_bytes(write_word(plan))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", str(tmp_path)]
    files = [str(tmp_path / f"{at}.docx") for at in range(5)]
    subprocess.run([*command, *files], check=True, capture_output=True, timeout=240)
    pairs = [
        (plan, read((tmp_path / f"{at}.pdf").read_bytes(), "x.pdf"))
        for at, plan in enumerate(published())
    ]
    assert low_scores(pairs) == {}


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_pages_that_lie_on_their_side_are_read_as_upright_ones(rotation: int) -> None:
    plan = published()[1]
    upright, turned = (read_bytes_grid(write_pdf(plan, rotation=r), "x") for r in (0, rotation))
    assert [[c.string for c in row.cells] for row in turned.rows] == [
        [c.string for c in row.cells] for row in upright.rows
    ]


@pytest.mark.parametrize("size", [7, 8, 12])
def test_other_sizes_of_type_break_other_lines_and_pages_and_say_the_same(size: int) -> None:
    pairs = [(plan, read(write_pdf(plan, size=size), "x.pdf")) for plan in published()]
    # A row that a page cuts behind a full stop cannot be told from two: that may cost a value.
    assert low_scores(pairs, 0.98) == {}


@pytest.mark.parametrize("format", WRITERS)
@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.family)
def test_made_plans_say_the_same_in_every_format(shape: Shape, format: str) -> None:
    plans = [make_plan(seed, shape) for seed in range(3)]
    assert low_scores((plan, read(WRITERS[format](plan), "x")) for plan in plans) == {}


@pytest.mark.parametrize("format", WRITERS)
def test_every_printed_character_is_accounted_for(format: str) -> None:
    plan = read(WRITERS[format](published()[1]), "x")
    assert plan.account.fields > 20_000
    assert plan.account.unread == 0


# --- one edition in two formats ------------------------------------------------------------------


def test_the_same_edition_in_five_formats_is_loaded_once_from_the_published_document() -> None:
    plan = make_plan(5, SHAPES[0])
    text = understand(read_text_grid(export_text(plan, Layout()), "a.txt"))
    others = [read(write(plan), f"b.{format}") for format, write in WRITERS.items()]
    ((review,), set_aside) = find_reviews(map(outline, (text, *others)))
    (edition,) = review.editions
    assert edition.plan.source_file == "b.pdf"
    assert {duplicate.plan.source_file: duplicate.reason for duplicate in set_aside} == {
        name: f"is the same edition as b.pdf (as of {plan.updated_on}), which is nearer to the "
        f"published document (pdf, not {format})"
        for name, format in (
            ("a.txt", "text"),
            ("b.docx", "word"),
            ("b.odt", "opendocument"),
            ("b.html", "html"),
        )
    }


def test_a_damaged_copy_gives_way_to_a_sound_one_of_any_format() -> None:
    plan = make_plan(5, SHAPES[0])
    text = export_text(plan, Layout())
    sound = understand(read_text_grid(text, "sound.txt"))
    cut = read(write_pdf(plan).rstrip().removesuffix(b"%%EOF"), "cut.pdf")
    (_, (set_aside,)) = find_reviews(map(outline, (sound, cut)))
    assert set_aside.plan.source_file == "cut.pdf"
    assert "which leaves fewer faults (" in set_aside.reason


# --- back to the page ----------------------------------------------------------------------------


@pytest.mark.parametrize(("format", "columns"), [("pdf", 3), ("docx", 2), ("odt", 2), ("html", 2)])
def test_a_row_leads_back_to_page_table_and_row(tmp_path: Path, format: str, columns: int) -> None:
    plan = make_plan(5, SHAPES[0])
    raw, database = tmp_path / "raw", tmp_path / "curated" / "plans.duckdb"
    raw.mkdir()
    (raw / f"plan.{format}").write_bytes(WRITERS[format](plan))
    build(raw, database)
    with connect(database) as connection:
        keys = connection.execute("SELECT entry_id, text FROM entries").fetchall()
    with open_plans(database, raw) as plans:
        for key, text in keys[::5]:
            lines = plans.source(key)
            assert text[:30] in " ".join("\n".join(lines["text"]).split())
            places = lines[["page", "table", "row"]].iloc[0]
            assert places.notna().sum() == columns
            assert bool(places.notna()["page"]) == (format == "pdf")
