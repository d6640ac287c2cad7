"""All pages of the site, put together from the database, the notebooks, charts and documents."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from lxml import etree
from PIL import Image

from plananalysis import __version__
from plananalysis.analysis.plans import Plans, open_plans
from plananalysis.errors import PlanAnalysisError
from plananalysis.figures import GALLERY
from plananalysis.site.content import Content, read_content
from plananalysis.site.documents import (
    find_places,
    write_dictionary,
    write_documents,
    write_notebooks,
)
from plananalysis.site.headlines import list_headlines, summarise_slippage
from plananalysis.site.notebooks import NotebookPage
from plananalysis.site.planpages import write_codes, write_owners, write_plans
from plananalysis.site.rendering import Pages
from plananalysis.store.datapackage import ATTRIBUTION, LICENCE
from plananalysis.store.dictionary import load_dictionary

# What a reader asks first: how much is reported complete, which dates moved, what comes back.
FRONT = ("completion-by-plan", "moved-dates", "topics-by-review")
# By this file a folder is known to hold a site.
MARK = Path("assets", "passages.js")


class SiteError(PlanAnalysisError):
    """The site cannot be made; the text says why."""


@dataclass(frozen=True, slots=True)
class ChartFiles:
    """A chart in the site: its picture, the text that tells it, and all its files by form."""

    name: str
    title: str
    picture: str
    alt: str
    files: tuple[tuple[str, str], ...]


def make_site(
    database: Path, executed: Path, charts: Path, target: Path, *, raw: Path, docs: Path
) -> Path:
    """Makes the site in the folder `target`, which is new or empty; gives its index.html.

    `executed` holds executed notebooks, `charts` NAME.svg or NAME.png or both, `docs` the
    documents; each may be missing. Tables that stand as CSV in a folder `tables` beside `charts`
    are taken along. The environment variable PLANANALYSIS_AS_OF sets the day spoken for. Raises
    SiteError where `target` holds something, PlanAnalysisError where the database cannot be opened
    or a notebook is none.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise SiteError(f"{target}: is not empty. Choose a new folder for the site.")
    with open_plans(database, raw) as plans:
        content = read_content(plans)
        pages = Pages(
            target,
            addresses=content.addresses,
            as_of=content.as_of,
            day=str(plans.as_of) if plans.as_of else None,
            attribution=ATTRIBUTION,
            version=__version__,
        )
        places = find_places(content, executed, docs, raw)
        # The search finds in this order: what the plans say first, what is said about them later.
        write_plans(pages, content)
        write_owners(pages, content)
        write_codes(pages, content)
        notebooks = write_notebooks(pages, content, executed, docs, places)
        write_documents(pages, docs, places)
        write_dictionary(pages)
        shown = _write_charts(pages, charts)
        _write_data(pages, content, charts.parent / "tables", database)
        _write_front(pages, plans, content, shown, notebooks)
    pages.write("search.html", "search.html", "Search everything", has_search=True)
    pages.write_index(MARK.as_posix())
    _write_assets(pages)
    return target / "index.html"


def replace_site(
    database: Path, executed: Path, charts: Path, target: Path, *, raw: Path, docs: Path
) -> Path:
    """Makes the site aside and puts it in the place of the one before; gives its index.html.

    Only an empty folder or one that holds a site is replaced. Raises what `make_site` raises.
    """
    if target.exists() and not (target / MARK).is_file() and any(target.iterdir()):
        raise SiteError(f"{target}: holds something else than a site. Choose another folder.")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".site-", dir=target.parent) as folder:
        aside = Path(folder) / "site"
        make_site(database, executed, charts, aside, raw=raw, docs=docs)
        if target.exists():
            target.replace(Path(folder) / "before")
        aside.replace(target)
    return target / "index.html"


def _write_front(
    pages: Pages,
    plans: Plans,
    content: Content,
    charts: tuple[ChartFiles, ...],
    notebooks: tuple[NotebookPage, ...],
) -> None:
    pages.write(
        "index.html",
        "index.html",
        "Overview",
        headlines=list_headlines(plans),
        slippage=summarise_slippage(plans),
        plans=content.plans,
        speaking=content.speaking,
        charts=[chart for name in FRONT for chart in charts if chart.name == name],
        has_charts=bool(charts),
        notebooks=notebooks,
    )


def _write_charts(pages: Pages, folder: Path) -> tuple[ChartFiles, ...]:
    """The charts in the order of the gallery, then of name; none where there is no such folder."""
    order = {drawing.name: place for place, drawing in enumerate(GALLERY)}
    files = sorted(
        (path for path in folder.glob("*.*") if path.suffix in {".svg", ".png"}),
        key=lambda path: (order.get(path.stem, len(order)), path.stem, path.suffix != ".svg"),
    )
    names = dict.fromkeys(path.stem for path in files)
    charts = []
    for name in names:
        own = [path for path in files if path.stem == name]
        for path in own:
            pages.write_bytes(f"charts/{path.name}", path.read_bytes())
        title = re.sub(r"[-_]+", " ", name).strip().capitalize()
        charts.append(
            ChartFiles(
                name,
                title,
                f"charts/{own[0].name}",
                _describe(own[0]) or f"Chart: {title}",
                tuple((path.suffix[1:].upper(), f"charts/{path.name}") for path in own),
            )
        )
    pages.write("charts/index.html", "charts.html", "Charts", charts=charts)
    return tuple(charts)


def _describe(picture: Path) -> str:
    """The description that a chart carries in itself: what its alternative text says."""
    if picture.suffix == ".svg":
        try:
            root = etree.parse(picture, etree.XMLParser(resolve_entities=False)).getroot()
        except etree.XMLSyntaxError:
            return ""
        found = root.find(".//{http://purl.org/dc/elements/1.1/}description")
        return "" if found is None else (found.text or "")
    with Image.open(picture) as image:
        return str(image.info.get("Description", ""))


def _write_data(pages: Pages, content: Content, tables: Path, database: Path) -> None:
    meaning = {name: table.row for name, table in load_dictionary().tables.items()}
    files = []
    for path in sorted(tables.glob("*.csv")):
        data = path.read_bytes()
        pages.write_bytes(f"data/tables/{path.name}", data)
        files.append(
            {
                "name": path.stem,
                "path": f"data/tables/{path.name}",
                "row": meaning.get(path.stem, "").replace("`", ""),
                "size": -(-len(data) // 1000),
            }
        )
    pages.write(
        "data/index.html",
        "data.html",
        "Data",
        files=files,
        plans=content.plans,
        database=database.name,
        licence=LICENCE,
    )


def _write_assets(pages: Pages) -> None:
    for name in ("site.css", "site.js"):
        asset = resources.files("plananalysis.site").joinpath("assets", name)
        pages.write_bytes(f"assets/{name}", asset.read_bytes())
    bundle = resources.files("itables").joinpath("html")
    pages.write_bytes("assets/datatables.css", bundle.joinpath("dt_bundle.css").read_bytes())
    script = bundle.joinpath("dt_bundle.js").read_text(encoding="utf-8")
    pages.write_bytes("assets/datatables.js", make_classic(script).encode())


def make_classic(module: str) -> str:
    """DataTables as a script that a page from disk may load: browsers refuse modules from disk.

    What the module exports as its default becomes `window.plananalysisDataTable`. Raises SiteError
    where the module is not of the form that itables ships.
    """
    exports = re.findall(r"export\s*\{([^{}]*)\};?", module)
    default = re.search(r"([\w$]+) as default", exports[0]) if len(exports) == 1 else None
    if default is None:
        raise SiteError("itables ships DataTables in a new form: its export was not found.")
    body = re.sub(r"export\s*\{[^{}]*\};?", f"window.plananalysisDataTable={default[1]};", module)
    return f"(() => {{\n{body}\n}})();\n"
