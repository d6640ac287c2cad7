"""Sites that tests open: that of the published plans, and one of a plan that means harm."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from functools import cache
from pathlib import Path
from unittest import mock

import nbformat
from handmade import make_entry, make_plan, make_progress, make_recommendation
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from plananalysis.site import make_site
from plananalysis.store import build as building
from plananalysis.store.build import build

ROOT = Path(__file__).parents[1]

# Each would do something if a page, a script, a template or Markdown took it for its own.
HARM = (
    "<script>window.harmed = 1</script>"
    "<img src=x onerror='window.harmed = 2'>"
    "\"><svg onload='window.harmed = 3'></svg>"
    "{{ 7 * 7 }} {% raw %} ${7 * 7} "
    "[press](javascript:window.harmed=4) | cell | # heading \N{RIGHT-TO-LEFT OVERRIDE}dna\x07"
)


@cache
def published_site() -> Path:
    """The site of the published plans, notebooks and documents of this checkout."""
    folder = _new_folder()
    database = published_database()
    make_site(
        database,
        executed_notebooks(),
        ROOT / "docs" / "images",
        folder / "site",
        raw=ROOT / "data" / "raw",
        docs=ROOT / "docs",
    )
    return folder / "site"


@cache
def executed_notebooks() -> Path:
    """A copy of the notebooks, which nothing changes while the tests run."""
    folder = _new_folder() / "notebooks"
    shutil.copytree(ROOT / "notebooks", folder, ignore=shutil.ignore_patterns(".*", "__*"))
    return folder


@cache
def published_database() -> Path:
    """The database of the published plans."""
    database = _new_folder() / "plans.duckdb"
    build(ROOT / "data" / "raw", database)
    return database


@cache
def harmful_site() -> Path:
    """The site of one plan whose every text is HARM, with a notebook that shows it as well."""
    folder = _new_folder()
    raw, executed = folder / "raw", folder / "notebooks"
    raw.mkdir()
    executed.mkdir()
    (raw / "plan.txt").write_text(HARM.replace("\x07", "") + "\n" * 20, encoding="utf-8")
    entries = (
        make_entry(1, text=HARM, owners=(HARM,)),
        make_progress(2, text=HARM, owners=(HARM,)),
    )
    plan = make_plan(
        "plan.txt",
        source_sha256=hashlib.sha256((raw / "plan.txt").read_bytes()).hexdigest(),
        title=HARM,
        recommendations=(
            make_recommendation(1, number="../../../x", text=HARM, addressee=HARM, entries=entries),
            make_recommendation(2, number="a", entries=()),
            make_recommendation(3, number="A", entries=()),
        ),
    )
    database = folder / "plans.duckdb"
    with mock.patch.object(building, "read_plan", lambda path: plan):
        build(raw, database)
    shown = new_output(
        "display_data", data={"text/html": f"<table><tr><td>{HARM}</td></tr></table>"}
    )
    said = new_output("display_data", data={"text/markdown": HARM})
    failed = new_output("error", ename="ValueError", evalue=HARM, traceback=[])
    cell = new_code_cell(f"# {HARM}", outputs=[shown, said, failed], id="shown")
    notebook = new_notebook(cells=[new_markdown_cell(f"# Title\n\n{HARM}", id="prose"), cell])
    nbformat.write(notebook, executed / "01-harm.ipynb")
    make_site(database, executed, folder / "charts", folder / "site", raw=raw, docs=folder / "docs")
    return folder / "site"


@cache
def _kept() -> list[tempfile.TemporaryDirectory[str]]:
    return []


def _new_folder() -> Path:
    # Taken away when the tests end.
    folder = tempfile.TemporaryDirectory(prefix="plananalysis-site-")
    _kept().append(folder)
    return Path(folder.name)
