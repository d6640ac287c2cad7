"""Zip files that hold a document, opened within bounds; parts are parsed without any entity."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from lxml import etree

from plananalysis.errors import UnreadablePlanError
from plananalysis.readers.sheets import damaged, too_large

MOST_BYTES = 200_000_000
# The text of a document packs to a tenth or a thirtieth; a bomb to a thousandth.
MOST_UNPACKED = 100_000_000
MOST_EXPANSION = 250
SMALL = 1_000_000
MOST_PARTS = 10_000

ZIP_MARK = b"PK\x03\x04"
EMPTY_ZIP_MARKS = (b"PK\x05\x06", b"PK\x07\x08")
OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# How the directory of an OLE file names the stream of an encrypted Word file.
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
CHUNK = 1 << 16


def container_format(data: bytes, name: str) -> str | None:
    """'word' or 'opendocument' for a zip that holds one, None for what is no container.

    Raises `UnreadablePlanError` for any other container.
    """
    if data.startswith(OLE_MARK):
        if ENCRYPTED_STREAM in data:
            raise _locked(name)
        raise UnreadablePlanError(
            name, "a file of Word before 2007 (.doc) or the like", "Save it as Word (.docx)."
        )
    if not data.startswith((ZIP_MARK, *EMPTY_ZIP_MARKS)):
        return None
    with _open(data, name) as archive:
        names = set(archive.namelist())
        if "word/document.xml" in names:
            return "word"
        if "content.xml" in names:
            kind = _read_member(archive, "mimetype", name) if "mimetype" in names else b""
            if b"opendocument.text" in kind or not kind:
                return "opendocument"
    what = "a spreadsheet" if names & {"xl/workbook.xml", "content.xml"} else "a zip file"
    raise UnreadablePlanError(
        name, f"{what}, not a document with a plan", "Put the plan's own document in its place."
    )


def read_part(data: bytes, part: str, name: str, format: str) -> bytes | None:
    """One part of a zipped document, None where it has none of that name.

    Raises `UnreadablePlanError` where the file is encrypted, damaged, or unpacks to more than any
    document needs.
    """
    with _open(data, name, format) as archive:
        if part not in archive.namelist():
            return None
        return _read_member(archive, part, name)


def parse(xml: bytes, target: object, name: str, format: str) -> None:
    """Feed the elements of a part to `target`, one by one, so that no tree is held in memory.

    Nothing outside the part is fetched, and a part that declares a document type, and so may
    declare entities, is refused.
    """
    parser = etree.XMLParser(
        target=_Guard(target, name),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for at in range(0, len(xml), CHUNK):
            parser.feed(xml[at : at + CHUNK])
        parser.close()
    except etree.LxmlError as error:
        raise damaged(name, format) from error


class _Guard:
    """Passes elements and text on; refuses a document type."""

    def __init__(self, target: object, name: str) -> None:
        self.start = target.start  # type: ignore[attr-defined]
        self.end = target.end  # type: ignore[attr-defined]
        self.data = target.data  # type: ignore[attr-defined]
        self.name = name

    def doctype(self, *_: object) -> None:
        raise UnreadablePlanError(
            self.name,
            "declares entities, which a document never does and which can do harm",
            "Get the document from where it was published.",
        )

    def close(self) -> None:
        """Nothing is left to do."""


@contextmanager
def _open(data: bytes, name: str, format: str = "zipped") -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if len(archive.filelist) > MOST_PARTS:
                raise too_large(name, f"it holds more than {MOST_PARTS} files")
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        raise damaged(name, format) from error


def _read_member(archive: zipfile.ZipFile, part: str, name: str) -> bytes:
    info = archive.getinfo(part)
    if info.flag_bits & 0x1:
        raise _locked(name)
    is_bomb = info.file_size > SMALL and info.file_size > MOST_EXPANSION * info.compress_size
    if is_bomb or info.file_size > MOST_UNPACKED:
        raise too_large(name, f"it unpacks to {info.file_size // 1_000_000} MB and more")
    # No more is unpacked than the zip's own list promises, whatever its data hold.
    with archive.open(info) as member:
        return member.read(MOST_UNPACKED)


def _locked(name: str) -> UnreadablePlanError:
    return UnreadablePlanError(
        name, "locked with a password", "Open it, save it without the password, and add that."
    )
