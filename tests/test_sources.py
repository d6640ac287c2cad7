from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

import pytest

from plananalysis.errors import UnreadablePlanError
from plananalysis.store.sources import (
    LIST_COLUMNS,
    check_source,
    compare_with_list,
    find_sources,
    name_of,
    read_source_list,
)

HEADER = ",".join(LIST_COLUMNS)


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def write_list(raw: Path, *rows: str, header: str = HEADER) -> None:
    (raw / "SOURCES.csv").write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")


def listed(name: str, sha: str) -> str:
    return f'{name},{sha},"A title, with a comma",HMPPS,OGL-UK-3.0,export'


def test_plans_are_found_by_name_and_what_is_about_the_folder_is_not(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "SOURCES.csv", "README.md", "readme.txt", ".hidden", "c.csv"):
        (tmp_path / name).touch()
    (tmp_path / "older").mkdir()
    names = [path.name for path in find_sources(tmp_path)]
    assert names == ["a.txt", "b.txt", "c.csv", "older"]


@pytest.mark.parametrize("name", ["missing", "file.txt"])
def test_a_folder_that_cannot_be_listed_is_said(tmp_path: Path, name: str) -> None:
    (tmp_path / "file.txt").touch()
    with pytest.raises(UnreadablePlanError, match="cannot be listed") as raised:
        find_sources(tmp_path / name)
    assert "--raw" in str(raised.value)


def test_what_is_no_file_with_something_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    (tmp_path / "folder").mkdir()
    (tmp_path / "link.txt").symlink_to(tmp_path / "gone.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    for name, found in {
        "empty.txt": "an empty file",
        "folder": "a folder",
        "link.txt": "a link to a file that is not there",
        "pipe.txt": "not a regular file",
    }.items():
        with pytest.raises(UnreadablePlanError, match=f"^{name}: {found}"):
            check_source(tmp_path / name)


def test_a_link_is_followed_inside_the_folder_and_nowhere_else(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (tmp_path / "outside.txt").write_text("x")
    (raw / "plan.txt").write_text("x")
    (raw / "inside.txt").symlink_to(raw / "plan.txt")
    (raw / "away.txt").symlink_to(tmp_path / "outside.txt")
    (raw / "loop.txt").symlink_to(raw / "loop.txt")
    check_source(raw / "inside.txt")
    with pytest.raises(UnreadablePlanError, match="a link that leads out of the folder"):
        check_source(raw / "away.txt")
    with pytest.raises(UnreadablePlanError, match="a link to a file that is not there"):
        check_source(raw / "loop.txt")


def test_a_file_that_may_not_be_opened_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "plan.txt"
    path.write_text("x")

    def refuse(*_: object, **__: object) -> None:
        # Tests may run as root, whom no permission stops.
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(UnreadablePlanError, match=r"cannot be opened \(permission denied\)"):
        check_source(path)


def test_a_list_that_agrees_with_the_folder_gives_no_warning(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    write_list(tmp_path, listed("a.txt", sha256("a").upper()))
    source_list = read_source_list(tmp_path)
    assert source_list.warnings == ()
    assert compare_with_list(source_list, find_sources(tmp_path), {"a.txt": sha256("a")}) == {}


def test_what_differs_from_the_list_is_named(tmp_path: Path) -> None:
    (tmp_path / "changed.txt").write_text("b")
    (tmp_path / "new.txt").write_text("n")
    (tmp_path / "unread.txt").touch()
    rows = [listed(name, sha256("a")) for name in ("changed.txt", "gone.txt", "unread.txt")]
    write_list(tmp_path, *rows)
    hashes = {"changed.txt": sha256("b"), "new.txt": sha256("n")}
    source_list = read_source_list(tmp_path)
    warnings = compare_with_list(source_list, find_sources(tmp_path), hashes)
    assert list(warnings) == ["changed.txt", "gone.txt", "new.txt"]
    assert "its bytes are not those listed" in warnings["changed.txt"]
    assert "not in the folder" in warnings["gone.txt"]
    assert "not listed" in warnings["new.txt"]


def test_a_missing_list_is_one_warning(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    source_list = read_source_list(tmp_path)
    assert len(source_list.warnings) == 1
    assert compare_with_list(source_list, find_sources(tmp_path), {}) == {}


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("a.txt,ab", "line 3: more or fewer cells"),
        (listed("a.txt", "0" * 64) + ",more", "line 3: more or fewer cells"),
        (listed("a.txt", "not a hash"), "line 3: the sha256 of a.txt is not 64"),
        (listed("", "0" * 64), "line 3: names no file"),
        (listed("first.txt", "0" * 64), "line 3: lists first.txt again"),
    ],
)
def test_a_bad_row_is_named_by_its_line_and_the_others_still_count(
    tmp_path: Path, row: str, found: str
) -> None:
    write_list(tmp_path, listed("first.txt", "1" * 64), row, listed("last.txt", "2" * 64))
    source_list = read_source_list(tmp_path)
    assert [warning.startswith(f"SOURCES.csv, {found}") for warning in source_list.warnings] == [
        True
    ]
    assert source_list.hashes["first.txt"] == "1" * 64
    assert source_list.hashes["last.txt"] == "2" * 64


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "line 1: no column 'file'"),
        (b"name,sha\n", "line 1: no column 'file'"),
        (HEADER.encode() + b'\n"open quote', "line 2: unexpected end of data"),
        (b"\xff\xfe\x00f", "not UTF-8"),
        (HEADER.encode() + b"\n" + b"x" * 200_000, "line 2: field larger than"),
    ],
    ids=["empty", "other columns", "open quote", "utf-16", "one long cell"],
)
def test_a_list_that_cannot_be_used_is_one_clear_line(
    tmp_path: Path, content: bytes, found: str
) -> None:
    (tmp_path / "SOURCES.csv").write_bytes(content)
    (warning,) = read_source_list(tmp_path).warnings
    assert found in warning and "\n" not in warning


def test_a_list_saved_by_excel_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    text = f"{HEADER}\r\n{listed('a.txt', '1' * 64)}\r\n"
    (tmp_path / "SOURCES.csv").write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert read_source_list(tmp_path).hashes == {"a.txt": "1" * 64}


def test_a_folder_in_the_place_of_the_list_is_one_warning(tmp_path: Path) -> None:
    (tmp_path / "SOURCES.csv").mkdir()
    assert len(read_source_list(tmp_path).warnings) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every name of a file is text")
def test_no_two_files_get_one_name(tmp_path: Path) -> None:
    for name in (b"bad\xff.txt", rb"bad\xff.txt", rb"bad\\xff.txt"):
        (tmp_path / os.fsdecode(name)).write_bytes(b"x")
    paths = find_sources(tmp_path)
    assert len({name_of(path) for path in paths}) == len(paths) == 3
    for path in paths:
        with pytest.raises(UnreadablePlanError, match="has a backslash in it"):
            check_source(path)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every name of a file is text")
def test_a_name_that_is_no_text_is_refused_and_keeps_no_other_file_from_loading(
    tmp_path: Path,
) -> None:
    (tmp_path / os.fsdecode(b"bad\xff.txt")).write_bytes(b"x")
    (path,) = find_sources(tmp_path)
    assert name_of(path) == "bad\\xff.txt"
    with pytest.raises(UnreadablePlanError, match="its name is not UTF-8"):
        check_source(path)
