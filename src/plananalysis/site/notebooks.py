"""Executed notebooks as pages: prose, figures and tables first, the code to be opened."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from markupsafe import Markup, escape
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from plananalysis.errors import PlanAnalysisError
from plananalysis.site.addresses import page_names
from plananalysis.site.markup import Linker, headings, plain_text, render_markdown, take_title, tidy

PICTURES = {"image/svg+xml": "svg", "image/png": "png", "image/jpeg": "jpg"}
_formatter = HtmlFormatter(nowrap=True)


@dataclass(frozen=True, slots=True)
class NotebookPage:
    """A notebook on its page: `pictures` are the files that it shows, by path from the root."""

    name: str
    path: str
    title: str
    question: str
    body: Markup
    contents: tuple[tuple[str, str], ...]
    pictures: Mapping[str, bytes]


def notebook_paths(folder: Path) -> dict[Path, str]:
    """The page of each executed notebook of a folder, in reading order."""
    files = sorted(folder.glob("*.ipynb"), key=lambda file: file.name)
    names = page_names(file.stem for file in files)
    return {file: f"notebooks/{names[file.stem]}.html" for file in files}


def read_notebook(file: Path, path: str, link: Linker, keys: Mapping[str, str]) -> NotebookPage:
    """A notebook made ready for its page. Raises PlanAnalysisError where the file is none."""
    try:
        content = nbformat.read(file, as_version=4)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, AttributeError, nbformat.ValidationError) as error:
        raise PlanAnalysisError(f"{file}: is not a notebook ({error}).") from error
    pictures: dict[str, bytes] = {}

    def keep(data: bytes, form: str) -> str:
        name = f"{path.removesuffix('.html')}-{len(pictures) + 1}.{form}"
        pictures[name] = data
        return name.rsplit("/", 1)[-1]

    pieces = [_render_cell(cell, keep) for cell in content.cells]
    own = {name.rsplit("/", 1)[-1] for name in pictures}
    body = tidy("".join(pieces), lambda href: href if href in own else link(href), keys)
    title, body = take_title(body, file.stem)
    first = next((cell.source for cell in content.cells if cell.cell_type == "markdown"), "")
    return NotebookPage(
        file.stem,
        path,
        title,
        _question(first),
        body,
        headings(body),
        pictures,
    )


def _question(markdown: str) -> str:
    """The first paragraph beneath the title: each notebook opens with its question."""
    blocks = [block for block in markdown.split("\n\n") if block.strip()]
    under = [block for block in blocks if not block.lstrip().startswith("#")]
    return plain_text(render_markdown(under[0])) if under else ""


def _render_cell(cell: Any, keep: Callable[[bytes, str], str]) -> str:
    if cell.cell_type == "markdown":
        return f'<div class="prose">{render_markdown(cell.source)}</div>'
    if cell.cell_type != "code" or not cell.source.strip():
        return ""
    code = highlight(cell.source, PythonLexer(), _formatter)
    shown = "".join(_render_output(output, keep) for output in cell.outputs)
    source = (
        '<details class="code"><summary>Code</summary>'
        f'<pre tabindex="0"><code>{code}</code></pre></details>'
    )
    # What is found comes first: most readers want the table, some how it was made.
    return f'<div class="cell">{shown}{source}</div>'


def _render_output(output: Any, keep: Callable[[bytes, str], str]) -> str:
    if output.output_type == "stream":
        return f'<pre tabindex="0" class="output">{escape(output.text)}</pre>'
    if output.output_type == "error":
        words = escape(f"{output.ename}: {output.evalue}")
        return f'<p class="failure"><strong>This cell failed.</strong> {words}</p>'
    data = output.get("data", {})
    if "text/html" in data:
        return f'<div class="output">{data["text/html"]}</div>'
    if "text/markdown" in data:
        return f'<div class="prose">{render_markdown(data["text/markdown"])}</div>'
    for kind, form in PICTURES.items():
        if kind in data:
            return _render_picture(output, kind, form, keep)
    text = escape(data.get("text/plain", ""))
    return f'<pre tabindex="0" class="output">{text}</pre>' if text else ""


def _render_picture(output: Any, kind: str, form: str, keep: Callable[[bytes, str], str]) -> str:
    data = output.data[kind]
    try:
        content = data.encode("utf-8") if form == "svg" else base64.b64decode(data)
    except (ValueError, binascii.Error):
        return '<p class="failure">A picture that cannot be read.</p>'
    alt = output.get("metadata", {}).get(kind, {}).get("alt") or output.data.get("text/plain", "")
    name = keep(content, form)
    # The link shows the picture by itself, to be made larger.
    return f'<figure><a href="{name}"><img src="{name}" alt="{escape(alt)}"></a></figure>'
