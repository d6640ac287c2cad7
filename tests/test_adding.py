"""A document is read, judged and shown before it is copied to the other plans."""

from __future__ import annotations

import csv
import ctypes
import hashlib
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from handmade import TITLE
from typer.testing import CliRunner

from plananalysis.cli import app
from plananalysis.errors import UnreadablePlanError
from plananalysis.records import Plan
from plananalysis.store import crew
from plananalysis.store.adding import AddingError, Origin, add, suggest_name
from plananalysis.store.build import build
from plananalysis.store.examining import examine
from plananalysis.store.locks import BusyError, hold
from plananalysis.store.sources import read_source_list
from plananalysis.testing.documents import WRITERS
from plananalysis.testing.exports import export_text
from plananalysis.testing.layouts import Layout
from plananalysis.testing.plans import Shape, make_plan

PLAN = make_plan(5, Shape("case review", 4, is_numbered=True, has_progress=True))
ORIGIN = Origin("HMPPS", "OGL-UK-3.0", "published PDF")
HEADER = "file,sha256,title,publisher,licence,how_obtained\n"


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    (folder / "SOURCES.csv").write_text(HEADER)
    return folder


def save(folder: Path, name: str = "download (3).PDF", format: str = "pdf") -> Path:
    path = folder / name
    path.write_bytes(WRITERS[format](PLAN))
    return path


def listed(raw: Path) -> list[dict[str, str]]:
    with (raw / "SOURCES.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("format", WRITERS)
def test_a_document_is_kept_under_its_day_and_subject_whatever_it_was_called(
    tmp_path: Path, raw: Path, format: str
) -> None:
    path = save(tmp_path, "x", format)
    copy = add(examine(path, raw), raw, ORIGIN)
    assert copy.name.startswith(f"{PLAN.updated_on}_") and copy.name.endswith(f"_update.{format}")
    assert copy.read_bytes() == path.read_bytes()
    (row,) = listed(raw)
    assert row == {
        "file": copy.name,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "title": PLAN.title,
        "publisher": "HMPPS",
        "licence": "OGL-UK-3.0",
        "how_obtained": "published PDF",
    }


def test_what_is_added_is_loaded_without_a_warning(tmp_path: Path, raw: Path) -> None:
    add(examine(save(tmp_path), raw), raw, ORIGIN)
    report = build(raw, tmp_path / "plans.duckdb")
    assert (report.count("loaded"), report.warnings) == (1, ())
    assert {path.name for path in raw.iterdir()} == {
        "SOURCES.csv",
        *read_source_list(raw).hashes,
    }


def test_the_same_content_is_not_added_twice(tmp_path: Path, raw: Path) -> None:
    first = add(examine(save(tmp_path), raw), raw, ORIGIN)
    before = sorted((path.name, path.read_bytes()) for path in raw.iterdir())
    again = examine(save(tmp_path, "again.pdf"), raw)
    assert again.known_as == first.name
    assert add(again, raw, ORIGIN) == first
    assert sorted((path.name, path.read_bytes()) for path in raw.iterdir()) == before


def test_another_document_of_the_same_name_gets_a_number(tmp_path: Path, raw: Path) -> None:
    first = add(examine(save(tmp_path), raw), raw, ORIGIN)
    (tmp_path / "other.pdf").write_bytes(save(tmp_path).read_bytes() + b"\n")
    second = add(examine(tmp_path / "other.pdf", raw), raw, ORIGIN)
    assert second.name == f"{first.stem}-2.pdf"
    assert [row["file"] for row in listed(raw)] == [first.name, second.name]


def test_the_list_keeps_what_stands_in_it_byte_for_byte(tmp_path: Path, raw: Path) -> None:
    before = (HEADER + f"a.txt,{'1' * 64},A,HMPPS,OGL,by post").replace("\n", "\r\n").encode()
    (raw / "SOURCES.csv").write_bytes(before)
    add(examine(save(tmp_path), raw), raw, ORIGIN)
    after = (raw / "SOURCES.csv").read_bytes()
    assert after.startswith(before + b"\r\n") and after.count(b"\r\n") == 3
    assert after.count(b"\n") == 3


def test_a_folder_without_a_list_gets_one(tmp_path: Path) -> None:
    raw = tmp_path / "new" / "raw"
    add(examine(save(tmp_path), raw), raw, Origin())
    assert [row["licence"] for row in listed(raw)] == ["not stated"]


def test_a_list_that_cannot_be_used_stops_the_adding_and_leaves_no_copy(
    tmp_path: Path, raw: Path
) -> None:
    (raw / "SOURCES.csv").write_text("name,hash\n")
    with pytest.raises(AddingError, match="no column 'file'"):
        add(examine(save(tmp_path), raw), raw, ORIGIN)
    assert [path.name for path in raw.iterdir()] == ["SOURCES.csv"]


def test_a_title_cannot_become_a_formula(tmp_path: Path, raw: Path) -> None:
    text = export_text(PLAN, Layout()).decode().replace(f": {PLAN.title}", ": =1+1 of HMP Ash")
    (tmp_path / "plan.txt").write_text(text, encoding="utf-8")
    add(examine(tmp_path / "plan.txt", raw), raw, ORIGIN)
    assert not listed(raw)[0]["title"].startswith("=")


ADD_AND_DIE = """
import os, signal, sys
from pathlib import Path
from plananalysis.store.adding import Origin, add
from plananalysis.store.examining import examine
path, raw, fatal = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
replace = Path.replace
def die(part, target):
    if target.name.endswith(fatal):
        os.kill(os.getpid(), signal.SIGKILL)
    return replace(part, target)
Path.replace = die
add(examine(path, raw), raw, Origin())
"""


def parts_of(raw: Path) -> list[str]:
    return [path.name for path in raw.iterdir() if path.name.startswith(".adding-")]


@pytest.mark.skipif(sys.platform == "win32", reason="has no SIGKILL")
@pytest.mark.parametrize("fatal", [".pdf", "SOURCES.csv"])
def test_what_a_killed_adding_left_is_cleared_by_the_next(
    tmp_path: Path, raw: Path, fatal: str
) -> None:
    command = [sys.executable, "-c", ADD_AND_DIE, save(tmp_path), raw, fatal]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    assert len(parts_of(raw)) == 1
    other = tmp_path / "other.pdf"
    other.write_bytes(WRITERS["pdf"](replace(PLAN, title=f"{TITLE} HMP Ash")))
    add(examine(other, raw), raw, ORIGIN)
    assert parts_of(raw) == []
    assert len(listed(raw)) == 1


def test_what_another_adds_at_this_moment_is_left_to_it(tmp_path: Path, raw: Path) -> None:
    (raw / ".adding-live").write_bytes(b"half")
    candidate = examine(save(tmp_path), raw)
    with hold(raw / ".adding.lock"), pytest.raises(BusyError, match="going on"):
        add(candidate, raw, ORIGIN)
    assert parts_of(raw) == [".adding-live"]
    assert listed(raw) == []


def test_adding_needs_none_of_what_only_exports_use() -> None:
    code = "import sys, plananalysis.store.adding; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    loaded = set(told.stdout.split())
    assert "plananalysis.store.examining" in loaded
    assert not loaded & {"pandas", "openpyxl", "gptables", "plananalysis.store.export"}


def test_a_name_is_made_of_the_day_the_subject_and_the_format() -> None:
    assert suggest_name(make_plan(5)).endswith(".txt")
    plan = replace(PLAN, title=TITLE, updated_on=None, submitted_on="2023-07-12")
    assert suggest_name(plan) == "2023-07-12_quality-resettlement-planning.txt"
    assert suggest_name(replace(plan, title=None, submitted_on=None)) == "undated_untitled.txt"


def test_what_does_not_exist_is_said(tmp_path: Path) -> None:
    with pytest.raises(UnreadablePlanError, match="there is no such file"):
        examine(tmp_path / "gone.pdf", tmp_path)


def hang(data: bytes, name: str) -> Plan:
    ctypes.CDLL(None).sleep(600)
    raise AssertionError("waited too long")


def take_too_much(data: bytes, name: str) -> Plan:
    while True:
        data += data


@pytest.mark.parametrize(
    ("read", "why"), [(hang, "took more than 2 seconds"), (take_too_much, "3 GB of memory")]
)
def test_a_document_that_takes_too_much_is_given_up_and_left_out(
    tmp_path: Path,
    raw: Path,
    read: Callable[[bytes, str], Plan],
    why: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if read is hang:
        monkeypatch.setattr(crew, "MOST_SECONDS", 2)
    with pytest.raises(UnreadablePlanError, match=why):
        examine(save(tmp_path), raw, read=read)
    assert listed(raw) == []


def test_the_same_edition_in_another_format_is_said(tmp_path: Path, raw: Path) -> None:
    first = add(examine(save(tmp_path), raw), raw, ORIGIN)
    database = tmp_path / "plans.duckdb"
    docx = save(tmp_path, "plan.docx", "docx")
    assert examine(docx, raw, database).twin is None  # Not built yet: nothing is known.
    build(raw, database)
    assert examine(docx, raw, database).twin == first.name
    assert examine(first, raw, database).twin is None
    other = tmp_path / "other.txt"
    plan = make_plan(6, Shape("case review", 4, is_numbered=True, has_progress=True))
    other.write_bytes(export_text(replace(plan, updated_on=PLAN.updated_on), Layout()))
    assert examine(other, raw, database).twin is None
    first.unlink()
    assert examine(docx, raw, database).twin is None


# --- the command ---------------------------------------------------------------------------------


def run(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["add", *map(str, arguments)])
    return result.exit_code, result.output


def test_the_command_shows_what_was_read_before_it_copies(tmp_path: Path, raw: Path) -> None:
    code, shown = run(save(tmp_path), "--raw", raw, "--publisher", "HMPPS")
    assert code == 0
    for words in (PLAN.title, "reconciles", "4 recommendations", "pdf", "added:"):
        assert str(words) in " ".join(shown.split())
    assert [row["publisher"] for row in listed(raw)] == ["HMPPS"]


def test_what_does_not_reconcile_is_left_out_unless_one_insists(tmp_path: Path, raw: Path) -> None:
    text = export_text(PLAN, Layout()).decode().replace("Total\t4", "Total\t5")
    (tmp_path / "plan.txt").write_text(text, encoding="utf-8")
    code, shown = run(tmp_path / "plan.txt", "--raw", raw)
    assert code == 1 and "does not reconcile" in shown and listed(raw) == []
    code, _ = run(tmp_path / "plan.txt", "--raw", raw, "--anyway")
    assert code == 0 and len(listed(raw)) == 1


def test_one_that_cannot_be_read_stops_no_other(tmp_path: Path, raw: Path) -> None:
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.7 nothing")
    code, shown = run(tmp_path / "bad.pdf", save(tmp_path), "--raw", raw)
    assert code == 2 and "bad.pdf: this PDF file is cut short or damaged" in shown
    assert len(listed(raw)) == 1


def test_adding_again_says_so_and_changes_nothing(tmp_path: Path, raw: Path) -> None:
    run(save(tmp_path), "--raw", raw)
    code, shown = run(save(tmp_path), "--raw", raw)
    assert code == 0 and "already there" in shown and len(listed(raw)) == 1


def test_the_command_says_that_the_edition_is_there_in_another_format(
    tmp_path: Path, raw: Path
) -> None:
    database = tmp_path / "plans.duckdb"
    run(save(tmp_path), "--raw", raw)
    build(raw, database)
    code, shown = run(save(tmp_path, "plan.docx", "docx"), "--raw", raw, "--database", database)
    name = listed(raw)[0]["file"]
    assert code == 0
    assert f"same edition: {name} is in the folder already" in " ".join(shown.split())
