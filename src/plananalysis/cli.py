"""The command line, `plananalysis`: add, build, check, show, search, accuracy, export, site, run.

What a command needs is imported as it runs: `run` with nothing to do is done in a second.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as ProgressBar

import plananalysis
from plananalysis import terminal
from plananalysis.errors import PlanAnalysisError
from plananalysis.reference import REFERENCE_DIR
from plananalysis.running.parameters import parse_parameters
from plananalysis.running.parts import Progress
from plananalysis.running.run import DEFAULT_DOCS, DEFAULT_NOTEBOOKS, DEFAULT_REPORTS
from plananalysis.running.run import run as run_all
from plananalysis.store.database import DEFAULT_DATABASE, connect
from plananalysis.store.locks import BusyError
from plananalysis.wording.inert import inert

DEFAULT_RAW = Path("data", "raw")

# What a shell or a scheduler sees.
DOUBT, FAILURE, BUSY = 1, 2, 3

LOG_SECONDS = 10.0
"""Between two lines about progress, where the error stream is no terminal."""

# Those of plananalysis.store.export.FORMATS; that module takes its time to import.
Format = Literal["csv", "parquet", "xlsx", "datapackage"]

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_show_locals=False,
    help="Published action plans, read into tables that can be checked to the line.",
    epilog="Begin with `plananalysis build`, then `plananalysis check`.",
)

RawOption = Annotated[Path, typer.Option("--raw", help="Folder of the published plans.")]
DatabaseOption = Annotated[Path, typer.Option("--database", help="The DuckDB file.")]


@app.callback(invoke_without_command=True)
def main(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Published action plans, read into tables that can be checked to the line."""
    if version:
        typer.echo(plananalysis.__version__)
        raise typer.Exit


@app.command(
    epilog="Examples: `plananalysis build` · `plananalysis build --raw ~/plans --database p.duckdb`"
    " · `plananalysis build --dask tcp://10.0.0.5:8786`"
)
def build(
    raw: RawOption = DEFAULT_RAW,
    database: DatabaseOption = DEFAULT_DATABASE,
    dask: Annotated[
        str | None,
        typer.Option("--dask", help="Read on the Dask cluster whose scheduler is there."),
    ] = None,
) -> None:
    """Read every plan of a folder into a new database, and put it in the old one's place.

    Exit code: 0 if every plan was loaded, 1 if some could not be read, 2 if nothing was built.
    """
    from plananalysis.store.build import build as build_database
    from plananalysis.store.crew import count_processors

    with _one_line_errors():
        with _progress("reading") as progress:
            report = build_database(raw, database, progress, count_processors(), dask)
        terminal.print_build(_console(), _errors(), report)
    if not report.is_written:
        raise typer.Exit(FAILURE)
    if report.count("unreadable"):
        raise typer.Exit(DOUBT)


@app.command(
    epilog="Examples: `plananalysis add ~/Downloads/plan.pdf` · "
    "`plananalysis add plan.docx --publisher HMPPS --licence OGL-UK-3.0 --how-obtained gov.uk`"
)
def add(
    files: Annotated[list[Path], typer.Argument(help="PDF, Word, OpenDocument, HTML or text.")],
    raw: RawOption = DEFAULT_RAW,
    database: DatabaseOption = DEFAULT_DATABASE,
    publisher: Annotated[str, typer.Option("--publisher", help="Who published it.")] = "not stated",
    licence: Annotated[str, typer.Option("--licence", help="Under which terms.")] = "not stated",
    how_obtained: Annotated[
        str, typer.Option("--how-obtained", help="Where and when you got it.")
    ] = "not stated",
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Add also what does not reconcile.")
    ] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", help="List every fault: line, rule, before and after.")
    ] = False,
) -> None:
    """Show what can be read of a document and whether it reconciles; copy it to the other plans.

    Where the database has the same edition from another file of the folder, that is said.

    Exit code: 0 if every document is in the folder, 1 if one does not reconcile and was left out,
    2 if one cannot be read.
    """
    from plananalysis.store import adding, examining

    code, is_new = 0, False
    origin = adding.Origin(publisher, licence, how_obtained)
    for path in files:
        try:
            with _one_line_errors():
                candidate = examining.examine(path, raw, database)
                terminal.print_candidate(_console(), candidate, verbose)
                if candidate.is_reconciled or anyway:
                    terminal.print_added(_console(), candidate, adding.add(candidate, raw, origin))
                    is_new = is_new or not candidate.known_as
                else:
                    terminal.print_left_out(_errors(), candidate)
                    code = max(code, DOUBT)
        except typer.Exit as stop:
            code = max(code, stop.exit_code)
    if is_new:
        typer.echo("Next: plananalysis run")
    if code:
        raise typer.Exit(code)


@app.command(epilog="Examples: `plananalysis check` · `plananalysis check --verbose`")
def check(
    database: DatabaseOption = DEFAULT_DATABASE,
    verbose: Annotated[
        bool, typer.Option("--verbose", help="List every fault: line, rule, before and after.")
    ] = False,
) -> None:
    """Hold each plan against its own closing table and numbering; list faults and what is unread.

    Exit code: 0 if every plan reconciles, 1 if not, 2 if there is no database to check.
    """
    from plananalysis.store.overview import check_plans, unread_sources

    with _one_line_errors():
        with connect(database) as connection:
            checks, unread = check_plans(connection), unread_sources(connection)
        terminal.print_checks(_console(), checks, unread, verbose)
    if unread or not all(plan.reconciliation.is_reconciled for plan in checks):
        raise typer.Exit(DOUBT)


@app.command(epilog="Examples: `plananalysis show mcsweeney` · `plananalysis show mcsweeney 5`")
def show(
    plan: Annotated[str, typer.Argument(help="Any part of a plan's key or file that fits one.")],
    rec: Annotated[str | None, typer.Argument(help="A recommendation's number.")] = None,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """Show a plan's recommendations; of one, the actions and the progress side by side."""
    from plananalysis.store.overview import find_plan, list_recommendations

    with _one_line_errors():
        with connect(database) as connection:
            plan_id = find_plan(connection, plan)
            recommendations = list_recommendations(connection, plan_id, rec)
        if rec is None:
            terminal.print_recommendations(_console(), plan_id, recommendations)
        for recommendation in recommendations if rec else ():
            terminal.print_recommendation(_console(), recommendation)


@app.command(
    epilog="Examples: `plananalysis search 'recall timeliness'` · "
    "`plananalysis search 'enquir*'` · `plananalysis search '\"more than doubled\"'`"
)
def search(
    words: Annotated[str, typer.Argument(help='Words; `enquir*`; `"words in quotes"` in a row.')],
    database: DatabaseOption = DEFAULT_DATABASE,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many to show.")] = 20,
) -> None:
    """Find words in recommendations and entries, the most telling place first, with the line."""
    from plananalysis.analysis.concordance import search as search_texts

    with _one_line_errors():
        terminal.print_concordance(_console(), search_texts(database, words, limit))


@app.command(epilog="Example: `plananalysis accuracy --misses`")
def accuracy(
    database: DatabaseOption = DEFAULT_DATABASE,
    reference: Annotated[
        Path, typer.Option("--reference", help="Folder of plans annotated by eye.")
    ] = REFERENCE_DIR,
    misses: Annotated[bool, typer.Option("--misses", help="List every disagreement.")] = False,
) -> None:
    """Score the database against plans annotated by eye, field by field and code by code."""
    from plananalysis.reference import accuracy as accuracies

    with _one_line_errors():
        terminal.print_scores(_console(), accuracies.score(database, reference))
        terminal.print_scores(_console(), accuracies.score_codes(database, reference))
        if misses:
            terminal.print_misses(_console(), accuracies.list_misses(database, reference))
            terminal.print_misses(_console(), accuracies.list_code_misses(database, reference))


@app.command(
    epilog="Examples: `plananalysis export` · `plananalysis export --format xlsx --to tables`"
)
def export(
    format: Annotated[Format, typer.Option("--format", help="What to write.")] = "csv",
    folder: Annotated[Path | None, typer.Option("--to", help="Folder: reports/FORMAT.")] = None,
    database: DatabaseOption = DEFAULT_DATABASE,
) -> None:
    """Write every table and measure as CSV, Parquet, a spreadsheet or a data package."""
    from plananalysis.store.export import export as export_files

    with _one_line_errors():
        files = export_files(database, folder or DEFAULT_REPORTS / format, format)
        typer.echo(f"{len(files)} files in {files[0].parent}")


@app.command(epilog="Example: `plananalysis site` (`plananalysis run` makes the site too)")
def site(
    raw: RawOption = DEFAULT_RAW,
    database: DatabaseOption = DEFAULT_DATABASE,
    reports: Annotated[
        Path, typer.Option("--reports", help="Folder of executed notebooks and charts.")
    ] = DEFAULT_REPORTS,
    docs: Annotated[
        Path, typer.Option("--docs", help="Folder of the site's documents.")
    ] = DEFAULT_DOCS,
    folder: Annotated[Path | None, typer.Option("--to", help="Folder: reports/site.")] = None,
) -> None:
    """Make the site anew from the database and the last run: pages that open from disk."""
    from plananalysis.site import replace_site

    with _one_line_errors():
        notebooks, charts = reports / "notebooks", reports / "charts"
        target = folder or reports / "site"
        typer.echo(replace_site(database, notebooks, charts, target, raw=raw, docs=docs))


@app.command(
    epilog="Examples: `plananalysis run` · `plananalysis run --only 02,05 --force` · "
    "`plananalysis run --as-of 2024-07-31 --reports reports-2024`"
)
def run(
    raw: RawOption = DEFAULT_RAW,
    database: DatabaseOption = DEFAULT_DATABASE,
    notebooks: Annotated[
        Path, typer.Option("--notebooks", help="Folder of notebooks.")
    ] = DEFAULT_NOTEBOOKS,
    docs: Annotated[
        Path, typer.Option("--docs", help="Folder of the site's documents.")
    ] = DEFAULT_DOCS,
    reports: Annotated[
        Path, typer.Option("--reports", help="Folder for what is made.")
    ] = DEFAULT_REPORTS,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", help="Of the notebooks those whose names begin so: 02,05."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Make anew what did not change.")] = False,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="The day to speak for, such as 2024-07-31.")
    ] = None,
    parameter: Annotated[
        list[str] | None,
        typer.Option("--parameter", "-p", help="A notebook's parameter, as name=value."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Build the database, execute the notebooks, write the reports and the site: what is due of it.

    Exit code: 0 if all went well or nothing was to be done, 1 if a plan, a notebook or another part
    failed, 2 if nothing was built or the request cannot be met, 3 if another run is going on.
    """
    with _one_line_errors(as_json):
        given = parse_parameters(parameter or ())
        with _progress("running") as progress:
            report = run_all(
                raw,
                database,
                notebooks,
                reports,
                progress,
                docs=docs,
                only=only or (),
                force=force,
                as_of=as_of,
                parameters=given,
            )
        code = DOUBT if not report.is_complete else 0
        code = FAILURE if not report.build.is_written else code
        if as_json:
            _print_json({"exit_code": code, **report.summarise()})
        else:
            terminal.print_build(_console(), _errors(), report.build)
            terminal.print_run(_console(), _errors(), report)
    if code:
        raise typer.Exit(code)


def _print_json(summary: dict[str, object]) -> None:
    typer.echo(json.dumps(summary, indent=1, ensure_ascii=True))


def _console() -> Console:
    return Console(highlight=False)


def _errors() -> Console:
    return Console(stderr=True, highlight=False)


@contextmanager
def _one_line_errors(as_json: bool = False) -> Iterator[None]:
    """An error that this package raises on purpose is one line, and no traceback."""
    try:
        yield
    except PlanAnalysisError as error:
        code = BUSY if isinstance(error, BusyError) else FAILURE
        if as_json:
            _print_json({"exit_code": code, "error": str(error)})
        else:
            _errors().print(terminal.plain(str(error)), soft_wrap=True)
        raise typer.Exit(code) from None


@contextmanager
def _progress(verb: str) -> Iterator[Progress]:
    """A bar on the terminal's error stream, gone when the work is done; in a log, lines."""
    errors = _errors()
    if not errors.is_terminal:
        yield _log_progress(verb, errors)
        return
    columns = (
        TextColumn(f"{verb} {{task.fields[name]}}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
    )
    with ProgressBar(*columns, console=errors, transient=True) as bar:
        task = bar.add_task(verb, total=None, name="")

        def tell(name: str, done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, name=inert(name))

        yield tell


def _log_progress(verb: str, errors: Console) -> Progress:
    """A line now and then, so that whoever reads a log sees that the work goes on, and where."""
    told = time.monotonic()

    def tell(name: str, done: int, total: int) -> None:
        nonlocal told
        if name and time.monotonic() - told >= LOG_SECONDS:
            told = time.monotonic()
            errors.print(terminal.plain(f"{verb} {name} ({done} of {total})"), soft_wrap=True)

    return tell
