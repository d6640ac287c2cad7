"""Fuzzes the readers, guided by coverage: any bytes must give a plan or one named error, in time.

    python benchmarks/fuzz.py text 3600     # or pdf, word, opendocument, html; seconds

Needs the package atheris, which is not among the project's pins (it is built for some systems
only): `pip install atheris`. An input that breaks a promise is written to the folder
`fuzz-finds/`; once mended it belongs into tests/finds/, where tests read it each time.
"""

from __future__ import annotations

import io
import signal
import sys
import warnings
import zipfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["plananalysis"]):
    from plananalysis.errors import PlanAnalysisError
    from plananalysis.readers.grid import read_bytes_grid
    from plananalysis.reading import understand

ROOT = Path(__file__).parents[1]
FINDS = Path("fuzz-finds")
MOST_SECONDS = 10
MOST_BYTES = 16_384
WORD_TYPE = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def pack(parts: dict[str, bytes]) -> bytes:
    """A zip of these parts: so the fuzzer harms the document in it and not the packing."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return target.getvalue()


def dress(data: bytes, form: str) -> bytes:
    """The input as a file of the format."""
    if form == "word":
        return pack({"[Content_Types].xml": WORD_TYPE, "word/document.xml": data})
    if form == "opendocument":
        kind = b"application/vnd.oasis.opendocument.text"
        return pack({"mimetype": kind, "content.xml": data})
    if form == "html":
        return b"<html>" + data
    return data


def examine(data: bytes) -> None:
    """Read the bytes; raise where a promise of the reading is broken."""
    try:
        grid = read_bytes_grid(data, "fuzzed")
        plan = understand(grid)
    except PlanAnalysisError as error:
        assert "\n" not in str(error), "an error of more than one line"
        return
    lines = len(grid.source.line_starts) + 1
    positions = [recommendation.position for recommendation in plan.recommendations]
    assert positions == list(range(1, len(positions) + 1)), "positions"
    for recommendation in plan.recommendations:
        assert 1 <= recommendation.line_first <= recommendation.line_last <= lines, "lines"
        for entry in recommendation.entries:
            assert 1 <= entry.line_first <= entry.line_last <= lines, "lines of an entry"
            assert entry.text.strip() and entry.targets, "an empty entry"
            for date in entry.dates:
                assert entry.text[date.char_start : date.char_end] == date.phrase, "a span"


def too_slow(*_: object) -> None:
    raise TimeoutError(f"more than {MOST_SECONDS} s")


def seeds(form: str, folder: Path) -> Path:
    """A folder of small sound inputs to begin with: pages of the published plans."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted((ROOT / "data" / "raw").glob("*.txt")):
        lines = path.read_bytes().splitlines(keepends=True)
        for first in range(0, len(lines), 12):
            piece = b"".join(lines[first : first + 12])[:MOST_BYTES]
            (folder / f"{path.stem}-{first}").write_bytes(as_form(piece, form))
    return folder


def as_form(piece: bytes, form: str) -> bytes:
    """A page of a text export as the body of another format."""
    if form in ("text", "pdf"):
        return piece if form == "text" else make_pdf(piece)
    rows = [
        [cell.decode("utf-8", "replace") for cell in line.split(b"\t")]
        for line in piece.splitlines()
    ]
    from xml.sax.saxutils import escape

    rows = [[escape(cell) for cell in row] for row in rows]
    if form == "html":
        body = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows)
        return f"<body><table>{body}</table></body></html>".encode()
    if form == "word":
        w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
        body = "".join("<w:tr>" + "".join(cell.format(c) for c in row) + "</w:tr>" for row in rows)
        return (
            f'<w:document xmlns:w="{w}"><w:body><w:tbl>{body}</w:tbl></w:body></w:document>'
        ).encode()
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    body = "".join(
        "<table:table-row>" + "".join(cell.format(c) for c in row) + "</table:table-row>"
        for row in rows
    )
    return (
        f"<office:document-content {names}><office:body><office:text><table:table>{body}"
        "</table:table></office:text></office:body></office:document-content>"
    ).encode()


def make_pdf(piece: bytes) -> bytes:
    """A small ruled page, uncompressed, so that the fuzzer can reach what is in it."""
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

    style = getSampleStyleSheet()["BodyText"]
    rows = [line.decode("utf-8", "replace").split("\t") for line in piece.splitlines()[:6]]
    width = max((len(row) for row in rows), default=1)
    from xml.sax.saxutils import escape

    cells = [
        [Paragraph(escape(cell[:300]), style) for cell in row] + [""] * (width - len(row))
        for row in rows
    ]
    target = io.BytesIO()
    page = SimpleDocTemplate(target, pagesize=landscape(A4), pageCompression=0, invariant=1)
    page.build([Table(cells or [[""]], style=[("GRID", (0, 0), (-1, -1), 1, (0, 0, 0))])])
    return target.getvalue()


def main() -> None:
    """Fuzz one format for some seconds; prints what atheris counts."""
    form, seconds = sys.argv[1], int(sys.argv[2])
    FINDS.mkdir(exist_ok=True)
    corpus = seeds(form, FINDS / f"corpus-{form}")
    signal.signal(signal.SIGALRM, too_slow)
    warnings.simplefilter("ignore")

    def once(data: bytes) -> None:
        signal.alarm(MOST_SECONDS)
        try:
            examine(dress(data, form))
        finally:
            signal.alarm(0)

    options = [
        sys.argv[0],
        str(corpus),
        f"-max_total_time={seconds}",
        f"-max_len={MOST_BYTES * 4}",
        "-rss_limit_mb=2048",
        f"-artifact_prefix={FINDS}/{form}-",
        "-print_final_stats=1",
        "-seed=1",
    ]
    atheris.Setup(options, once)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
