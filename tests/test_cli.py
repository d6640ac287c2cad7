from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from handmade import make_entry, make_plan, make_progress, make_recommendation, make_update
from typer.testing import CliRunner, Result

import plananalysis
from plananalysis import cli
from plananalysis.cli import app
from plananalysis.errors import UnreadablePlanError
from plananalysis.publishing.documents import PLAN_LIST, RAW, read_plan_list
from plananalysis.records import Fault, Plan, PrintedTotal
from plananalysis.store import build as building
from plananalysis.wording.inert import inert

ROOT = Path(__file__).parent.parent

HOSTILE = "[red]x[/red] [link=file:///etc] :smile: \x1b[2J \u202eevil\u202c \u200bz\x07"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder whose raw files are read as the plans of `PLANS`."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "160")
    (tmp_path / "data" / "raw").mkdir(parents=True)
    return tmp_path


@pytest.fixture
def command(project: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    return Command(project, monkeypatch)


class Command:
    """The command line in a project folder; `put` says what its raw files are read as."""

    def __init__(self, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.project = project
        self.plans: dict[str, Plan] = {}
        monkeypatch.setattr(building, "read_plan", self.read)

    def read(self, path: Path) -> Plan:
        if path.name not in self.plans:
            raise UnreadablePlanError(path.name, "no table of recommendations", "Export it again.")
        return self.plans[path.name]

    def put(self, *plans: Plan) -> None:
        for plan in plans:
            (self.project / "data" / "raw" / plan.source_file).write_text("x")
            self.plans[plan.source_file] = plan

    def run(self, *arguments: str) -> Result:
        return CliRunner().invoke(app, list(arguments))


def words(result: Result) -> str:
    """What was printed, on one line."""
    return " ".join(result.output.split())


def test_build_then_check_says_that_the_plan_reconciles(command: Command) -> None:
    command.put(make_plan())
    built = command.run("build")
    assert built.exit_code == 0
    assert "1 plan in data/curated/plans.duckdb" in words(built)
    checked = command.run("check")
    assert checked.exit_code == 0
    assert "1 of 1 plans reconcile" in words(checked)
    assert "2 recommendations · faults: 0 mended, 0 left · 0 characters unread" in words(checked)


def test_build_ends_with_one_where_a_plan_could_not_be_read(command: Command) -> None:
    command.put(make_plan())
    (command.project / "data" / "raw" / "bad.txt").write_text("x")
    built = command.run("build")
    assert built.exit_code == 1
    line = "not loaded: bad.txt: no table of recommendations. Export it again."
    assert line in built.output.splitlines()
    checked = command.run("check")
    assert checked.exit_code == 1
    assert line in checked.output.splitlines()


def test_build_ends_with_two_where_nothing_was_built(command: Command) -> None:
    assert command.run("build").exit_code == 2
    missing = command.run("build", "--raw", "nowhere")
    assert missing.exit_code == 2
    assert "nowhere: this folder of plans cannot be listed" in words(missing)
    assert not (command.project / "data" / "curated").exists()


def test_check_ends_with_one_where_a_plan_does_not_reconcile(command: Command) -> None:
    command.put(make_plan(printed_totals=(PrintedTotal("agreed", 2), PrintedTotal("total", 3))))
    command.run("build")
    checked = command.run("check")
    assert checked.exit_code == 1
    assert "does not reconcile" in checked.output
    assert "! : the closing table prints 3 for 'total', 2 were read" in words(checked).replace(
        "!:", "! :"
    )


def test_check_verbose_lists_each_fault_with_line_rule_before_and_after(command: Command) -> None:
    command.put(make_plan(faults=(Fault(77, "page_break", "joined", True, "be fore", "before"),)))
    command.run("build")
    assert "page_break" not in command.run("check").output
    listed = words(command.run("check", "--verbose"))
    assert "77 page_break mended: joined be fore before" in listed


def test_show_lists_the_recommendations_of_a_plan(command: Command) -> None:
    command.put(make_update())
    command.run("build")
    shown = words(command.run("show", "RESETTLEMENT"))
    assert "1 agreed Recommendation 1 asks for something of its own. 1 1 10–19" in shown


def test_show_sets_progress_beside_the_action_that_it_reports_on(command: Command) -> None:
    command.put(make_update())
    command.run("build")
    shown = command.run("show", "update.txt", "1")
    assert shown.exit_code == 0
    (row,) = [line for line in shown.output.splitlines() if "A1 (1.1)" in line]
    assert "P1 (1.1) as of 2024-07" in " ".join(row.split())
    assert "owner: Deputy Director, Public Protection" in words(shown)
    assert "target: September 2023 → dated, 2023-09" in words(shown)


def test_show_marks_progress_that_is_linked_to_no_action(command: Command) -> None:
    lone = make_progress(1, ref=None, text="Unlike anything at all.", dates=())
    recs = (make_recommendation(1, entries=(lone,)),)
    command.put(make_update(recommendations=recs))
    command.run("build")
    assert "linked to no action" in words(command.run("show", "update", "1"))


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (("show", "nothing-like-it"), "no plan holds 'nothing-like-it' in its name. Choose from:"),
        (("show", "resettlement"), "more than one plan holds 'resettlement' in its name"),
        (("show", "update.txt", "99"), "has no recommendation '99'. It has: 1, 2."),
        (("show", "x", "--database", "none.duckdb"), "none.duckdb: there is no database."),
        (("check", "--database", "none.duckdb"), "Run `plananalysis build` first."),
        (("accuracy", "--database", "none.duckdb"), "none.duckdb"),
    ],
)
def test_an_expected_error_is_one_line_and_no_traceback(
    command: Command, arguments: tuple[str, ...], found: str
) -> None:
    command.put(make_plan(), make_update())
    command.run("build")
    result = command.run(*arguments)
    assert result.exit_code == 2
    assert found in result.output
    assert len(result.output.splitlines()) == 1


def test_text_of_a_document_is_shown_and_does_nothing(command: Command) -> None:
    recs = (make_recommendation(1, text=HOSTILE, entries=(make_entry(text=HOSTILE),)),)
    faults = (Fault(1, "glued", HOSTILE, True, HOSTILE, HOSTILE),)
    name = "we[b]ird\x1b[2J.txt"
    command.put(make_plan(name, title=HOSTILE, recommendations=recs, faults=faults))
    built = command.run("build")
    outputs = [built.output]
    for arguments in (("show", "2023"), ("show", "2023", "1"), ("check", "--verbose")):
        result = command.run(*arguments)
        assert result.exit_code == 0
        outputs.append(result.output)
    for output in outputs:
        assert not set(output) & set("\x1b\u202e\u202c\u200b\x07")
    assert "[red]x[/red]" in outputs[2] and ":smile:" in outputs[2]
    assert "<U+202E>evil<U+202C>" in outputs[2]


def test_a_tab_or_line_break_is_a_space_and_a_control_character_its_number() -> None:
    assert inert("a\tb\nc\r\x00\u2028é—“”") == "a b c<U+000D><U+0000><U+2028>é—“”"


@pytest.mark.parametrize("name", ["build", "check", "show", "accuracy", "run"])
def test_every_command_has_help_with_an_example(command: Command, name: str) -> None:
    result = command.run(name, "--help")
    assert result.exit_code == 0
    assert f"plananalysis {name}" in words(result)


def test_an_unknown_option_is_a_usage_error(command: Command) -> None:
    assert command.run("check", "--no-such-option").exit_code == 2


def test_the_version_is_printed(command: Command) -> None:
    assert command.run("--version").output.strip() == plananalysis.__version__


def test_nothing_but_what_was_asked_is_said_when_processes_end(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    for name in read_plan_list(ROOT / PLAN_LIST):
        shutil.copy(ROOT / RAW / name, raw)
    command = [sys.executable, "-c", "from plananalysis.cli import app; app()"]
    arguments = ["build", "--raw", str(raw), "--database", str(tmp_path / "plans.duckdb")]
    done = subprocess.run([*command, *arguments], capture_output=True, text=True, check=True)
    assert done.stdout.replace("\n", "") == f"5 plans in {tmp_path / 'plans.duckdb'}"
    said = [line for line in done.stderr.splitlines() if line.strip()]
    assert [line for line in said if not line.startswith("warning: SOURCES.csv: ")] == []


def test_a_log_is_told_which_file_is_read(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "LOG_SECONDS", 0.0)
    command.put(make_plan())
    name = make_plan().source_file
    assert f"reading {name} (0 of 1)" in command.run("build").stderr
