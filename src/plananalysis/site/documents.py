"""Notebooks and documents in Markdown as pages, and what their links lead to."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from plananalysis.site.addresses import page_names, relative
from plananalysis.site.content import Content
from plananalysis.site.markup import (
    Linker,
    first_sentence,
    headings,
    list_sections,
    render_markdown,
    take_title,
    tidy,
)
from plananalysis.site.notebooks import NotebookPage, notebook_paths, read_notebook
from plananalysis.site.rendering import Pages
from plananalysis.store.dictionary import load_dictionary
from plananalysis.store.dictionary import markdown as dictionary_markdown

NOTEBOOKS = "notebooks/index.html"
METHODS = "methods/index.html"
DICTIONARY = "data/dictionary.html"
DICTIONARY_FILE = Path("data", "curated", "DICTIONARY.md")
PICTURES = (".svg", ".png", ".jpg")

Places = Mapping[Path, str]
"""The place in the site of each file that a document may link to."""


def find_places(content: Content, executed: Path, docs: Path, raw: Path) -> dict[Path, str]:
    """What links of documents and notebooks lead to; what is not here is not in the site."""
    project = docs.resolve().parent
    places = {project / DICTIONARY_FILE: DICTIONARY, docs.resolve(): METHODS}
    for file, page in _documents(docs).items():
        places[file] = page
    for file in sorted(docs.resolve().rglob("*")):
        if file.suffix in PICTURES:
            places[file] = f"methods/{file.relative_to(docs.resolve()).as_posix()}"
    for file, page in notebook_paths(executed).items():
        places[_as_committed(file, docs)] = page
    for plan in content.plans:
        for folder in (raw.resolve(), project / "data" / "raw"):
            places[folder / plan["source_file"]] = content.addresses.sources[plan["plan_id"]]
    return places


def write_documents(pages: Pages, docs: Path, places: Places) -> None:
    """A page for each document, the pictures that they show, and a list of them."""
    links = []
    for file, page in _documents(docs).items():
        body = tidy(
            render_markdown(file.read_text(encoding="utf-8")), make_linker(file, page, places), {}
        )
        title, rest = take_title(body, file.stem)
        pages.write(
            page,
            "prose.html",
            title,
            body=rest,
            contents=headings(rest),
            trail=[(METHODS, "Methods")],
        )
        _index(pages, page, "methods", title, rest)
        links.append((page, title, first_sentence(rest)))
    for file, page in places.items():
        if file.suffix in PICTURES:
            pages.write_bytes(page, file.read_bytes())
    lead = "How the plans are read and measured, how accurate that is, and what it cannot do."
    pages.write(
        METHODS,
        "list.html",
        "Methods",
        lead=lead,
        links=[*links, (DICTIONARY, "Data dictionary", "What each table and column holds.")],
    )


def write_dictionary(pages: Pages) -> None:
    """The dictionary of tables and columns, as this version of the package has it."""
    body = tidy(render_markdown(dictionary_markdown(load_dictionary())), lambda href: href, {})
    title, rest = take_title(body, "Data dictionary")
    pages.write(
        DICTIONARY,
        "prose.html",
        title,
        body=rest,
        contents=headings(rest),
        trail=[("data/index.html", "Data")],
    )
    _index(pages, DICTIONARY, "dictionary", title, rest)


def write_notebooks(
    pages: Pages, content: Content, executed: Path, docs: Path, places: Places
) -> tuple[NotebookPage, ...]:
    """A page for each executed notebook, in reading order, and a list of them."""
    notebooks = []
    for file, page in notebook_paths(executed).items():
        keys = {key: relative(page, at) for key, at in content.addresses.telling()}
        link = make_linker(_as_committed(file, docs), page, places)
        notebooks.append(read_notebook(file, page, link, keys))
    around = [None, *notebooks, None]
    for before, notebook, after in zip(around, around[1:], around[2:], strict=False):
        if notebook is None:
            continue
        for name, data in notebook.pictures.items():
            pages.write_bytes(name, data)
        pages.write(
            notebook.path,
            "prose.html",
            notebook.title,
            body=notebook.body,
            contents=notebook.contents,
            steps=(before, after),
            trail=[(NOTEBOOKS, "Findings")],
        )
        _index(pages, notebook.path, "findings", notebook.title, notebook.body)
    pages.write(
        NOTEBOOKS,
        "list.html",
        "Findings",
        lead="Each page asks one question of the plans, shows what was counted, and ends with what "
        "was found. The code behind each figure can be opened beneath it.",
        links=[
            *((one.path, one.title, one.question) for one in notebooks),
            ("charts/index.html", "All charts", "To look at, to print and to download."),
        ],
    )
    return tuple(notebooks)


def make_linker(source: Path, page: str, places: Places) -> Linker:
    """How the links of a file lead on in the site."""

    def link(href: str) -> str | None:
        try:
            parts = urlsplit(href)
        except ValueError:
            return None
        if parts.scheme or parts.netloc or not parts.path:
            return href
        place = places.get((source.parent / unquote(parts.path)).resolve())
        if place is None:
            return None
        return relative(page, f"{place}#{parts.fragment}" if parts.fragment else place)

    return link


def _documents(docs: Path) -> dict[Path, str]:
    """The page of each document, the shallow ones first."""
    root = docs.resolve()
    files = sorted(root.rglob("*.md"), key=lambda file: (len(file.parts), file.as_posix()))
    names = page_names(file.relative_to(root).with_suffix("").as_posix() for file in files)
    return {
        file: f"methods/{names[file.relative_to(root).with_suffix('').as_posix()]}.html"
        for file in files
    }


def _as_committed(executed: Path, docs: Path) -> Path:
    """Where a notebook stands in the project: its links are written from there."""
    return docs.resolve().parent / "notebooks" / executed.name


def _index(pages: Pages, page: str, kind: str, title: str, body: str) -> None:
    for anchor, heading, text in list_sections(body):
        where = f"{title}: {heading}" if heading else title
        pages.index(f"{page}#{anchor}" if anchor else page, kind, where, text)
