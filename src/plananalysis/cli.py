"""The command line, `plananalysis`: build, check, show, search, accuracy, export, run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as ProgressBar

import plananalysis
from plananalysis import accuracy as accuracies
from plananalysis import terminal
from plananalysis.build import Progress
from plananalysis.build import build as build_database
from plananalysis.concordance import search as search_texts
from plananalysis.database import DEFAULT_DATABASE, connect
from plananalysis.errors import PlanAnalysisError
from plananalysis.export import Format
from plananalysis.export import export as export_files
from plananalysis.overview import check_plans, find_plan, list_recommendations, unread_sources
from plananalysis.reference import REFERENCE_DIR
from plananalysis.run import DEFAULT_NOTEBOOKS, DEFAULT_REPORTS
from plananalysis.run import run as run_all

DEFAULT_RAW = Path("data", "raw")

# What a shell or a scheduler sees.
DOUBT, FAILURE = 1, 2

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
)
def build(raw: RawOption = DEFAULT_RAW, database: DatabaseOption = DEFAULT_DATABASE) -> None:
    """Read every plan of a folder into a new database, and put it in the old one's place.

    Exit code: 0 if every plan was loaded, 1 if some could not be read, 2 if nothing was built.
    """
    with _one_line_errors():
        with _progress("reading") as progress:
            report = build_database(raw, database, progress)
        terminal.print_build(_console(), _errors(), report)
    if not report.is_written:
        raise typer.Exit(FAILURE)
    if report.count("unreadable"):
        raise typer.Exit(DOUBT)


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
    with _one_line_errors():
        files = export_files(database, folder or DEFAULT_REPORTS / format, format)
        typer.echo(f"{len(files)} files in {files[0].parent}")


@app.command(epilog="Example: `plananalysis run` (what `make run` does)")
def run(
    raw: RawOption = DEFAULT_RAW,
    database: DatabaseOption = DEFAULT_DATABASE,
    notebooks: Annotated[
        Path, typer.Option("--notebooks", help="Folder of notebooks.")
    ] = DEFAULT_NOTEBOOKS,
    reports: Annotated[
        Path, typer.Option("--reports", help="Folder for what is made.")
    ] = DEFAULT_REPORTS,
) -> None:
    """Build the database, execute every notebook against it, and say where the results are.

    Exit code: 0 if all went well, 1 if a plan or a notebook failed, 2 if nothing was built.
    """
    with _one_line_errors():
        with _progress("running") as progress:
            report = run_all(raw, database, notebooks, reports, progress)
        terminal.print_build(_console(), _errors(), report.build)
        terminal.print_run(_console(), _errors(), report)
    if not report.build.is_written:
        raise typer.Exit(FAILURE)
    if not report.is_complete:
        raise typer.Exit(DOUBT)


def _console() -> Console:
    return Console(highlight=False)


def _errors() -> Console:
    return Console(stderr=True, highlight=False)


@contextmanager
def _one_line_errors() -> Iterator[None]:
    """An error that this package raises on purpose is one line, and no traceback."""
    try:
        yield
    except PlanAnalysisError as error:
        _errors().print(terminal.plain(str(error)), soft_wrap=True)
        raise typer.Exit(FAILURE) from None


@contextmanager
def _progress(verb: str) -> Iterator[Progress]:
    """A bar on the terminal's error stream, gone when the work is done."""
    columns = (
        TextColumn(f"{verb} {{task.fields[name]}}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
    )
    with ProgressBar(*columns, console=_errors(), transient=True) as bar:
        task = bar.add_task(verb, total=None, name="")

        def tell(name: str, done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, name=terminal.inert(name))

        yield tell
