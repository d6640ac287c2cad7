"""What a run makes, what it takes over from the run before, and what it says."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.figure import Figure
from smallrun import Project, make_project, write_notebook

import plananalysis.figures
import plananalysis.running.changes
import plananalysis.site
from plananalysis.errors import PlanAnalysisError
from plananalysis.figures import Drawing
from plananalysis.figures.charts import Chart
from plananalysis.running.manifest import read_manifest
from plananalysis.running.run import NotebookOutcome


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    return make_project(tmp_path, monkeypatch)


def draw(_: pd.DataFrame) -> Chart:
    return Chart(Figure(figsize=(1, 1)), "title", "alt")


def outcomes(notebooks: tuple[NotebookOutcome, ...]) -> list[str]:
    return [notebook.outcome for notebook in notebooks]


def test_a_run_writes_every_part_where_readers_look(project: Project) -> None:
    report = project.run()
    assert report.is_complete and outcomes(report.notebooks) == ["executed", "executed"]
    assert set(project.read()) == {
        "notebooks/01-a.ipynb",
        "notebooks/02-b.ipynb",
        "tables/plans.csv",
        "site/index.html",
        "figures.json",
        "CHANGES.md",
        "manifest.json",
    }
    assert report.site == project.reports / "site" / "index.html"
    assert "first run" in (project.reports / "CHANGES.md").read_text()


def test_the_same_input_gives_the_same_bytes(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "again").mkdir()
    again = make_project(tmp_path / "again", monkeypatch)
    again.run()
    again.run(force=True)
    project.run()
    assert project.read() == again.read()


def test_nothing_is_done_where_nothing_changed(project: Project) -> None:
    project.run()
    before = project.database.stat().st_mtime_ns, project.read()
    report = project.run()
    assert report.is_unchanged and report.is_complete and project.executed == []
    assert outcomes(report.notebooks) == ["kept", "kept"]
    assert (project.database.stat().st_mtime_ns, project.read()) == before


def test_only_the_notebook_that_changed_is_executed(project: Project) -> None:
    project.run()
    built = project.database.stat().st_mtime_ns
    write_notebook(project.notebooks / "02-b.ipynb", "print('changed')")
    report = project.run()
    assert project.executed == ["02-b.ipynb"] and outcomes(report.notebooks) == ["kept", "executed"]
    assert project.database.stat().st_mtime_ns == built
    assert b"changed" in project.read()["site/index.html"]


def test_the_outputs_that_a_notebook_holds_are_no_change_of_it(project: Project) -> None:
    project.run()
    path = project.notebooks / "01-a.ipynb"
    content = json.loads(path.read_text())
    content["cells"][0]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "2"}]
    content["cells"][0]["execution_count"] = 7
    path.write_text(json.dumps(content))
    assert project.run().is_unchanged


@pytest.mark.parametrize(
    "name", ["raw/plan.txt", "raw/other.txt", "notebooks/names.csv", "package/rules.csv"]
)
def test_every_notebook_is_executed_where_what_it_may_read_changed(
    project: Project, name: str
) -> None:
    project.run()
    (project.root / name).write_text("two")
    assert not project.run().is_unchanged
    assert sorted(project.executed) == ["01-a.ipynb", "02-b.ipynb"]


def test_a_changed_document_makes_the_site_anew_and_executes_nothing(project: Project) -> None:
    project.run()
    (project.root / "docs").mkdir()
    (project.root / "docs" / "METHODOLOGY.md").write_text("New.")
    assert not project.run().is_unchanged and project.executed == []


@pytest.mark.parametrize("name", ["notebooks/01-a.ipynb", "tables/plans.csv", "site/index.html"])
def test_a_report_that_was_altered_or_lost_is_made_again(project: Project, name: str) -> None:
    project.run()
    before = project.read()
    (project.reports / name).write_text("altered")
    assert not project.run().is_unchanged and project.read() == before
    (project.reports / name).unlink()
    assert not project.run().is_unchanged and project.read() == before


def test_a_database_that_another_build_left_is_built_again_and_nothing_else_is_made(
    project: Project,
) -> None:
    project.run()
    before = project.read()
    project.database.write_bytes(b"another")
    report = project.run()
    assert report.build.count("loaded") == 1 and project.database.read_bytes() != b"another"
    assert project.executed == [] and project.read() == before


def test_force_makes_everything_anew(project: Project) -> None:
    project.run()
    assert not project.run(force=True).is_unchanged
    assert sorted(project.executed) == ["01-a.ipynb", "02-b.ipynb"]


def test_only_chooses_by_the_beginning_of_names_and_says_what_is_outdated(
    project: Project,
) -> None:
    project.run()
    (project.raw / "plan.txt").write_text("two")
    report = project.run(only=["02"])
    assert project.executed == ["02-b.ipynb"]
    assert outcomes(report.notebooks) == ["outdated", "executed"] and report.is_complete
    assert outcomes(project.run().notebooks) == ["executed", "kept"]
    assert project.run(only=["01,02"]).is_unchanged


def test_a_notebook_that_only_does_not_find_is_named_with_those_there_are(
    project: Project,
) -> None:
    with pytest.raises(PlanAnalysisError, match=r"'07': 01-a\.ipynb, 02-b\.ipynb"):
        project.run(only=["01,07"])


def test_another_day_executes_the_notebooks_but_does_not_build(project: Project) -> None:
    project.run()
    built = project.database.stat().st_mtime_ns
    report = project.run(as_of="2024-07-31")
    assert outcomes(report.notebooks) == ["executed", "executed"]
    assert project.database.stat().st_mtime_ns == built
    assert b"2024-07-31" in project.read()["notebooks/01-a.ipynb"]


def test_the_day_of_the_environment_is_that_of_the_run(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.run(as_of="2024-07-31")
    monkeypatch.setenv("PLANANALYSIS_AS_OF", "2024-07-31")
    assert project.run().is_unchanged


@pytest.mark.parametrize("day", ["31/07/2024", "2024-02-30", "20240731", "2024-07", "today"])
def test_what_is_no_day_is_refused(project: Project, day: str) -> None:
    with pytest.raises(PlanAnalysisError, match=f"--as-of: '{day}' is no day"):
        project.run(as_of=day)
    assert not project.reports.exists()


def test_a_parameter_goes_to_the_notebooks_that_have_it(project: Project) -> None:
    write_notebook(project.notebooks / "02-b.ipynb", "y = 1", tags=("parameters",))
    project.run()
    project.run(parameters={"y": 2})
    assert project.executed == ["02-b.ipynb"]
    assert b"{'y': 2}" in project.read()["notebooks/02-b.ipynb"]
    project.run()
    assert project.executed == ["02-b.ipynb"]


def test_a_parameter_that_is_true_is_not_one(project: Project) -> None:
    project.run(parameters={"x": True})
    assert not project.run(parameters={"x": 1}).is_unchanged


def test_of_a_notebook_that_fails_the_last_good_version_stands(project: Project) -> None:
    project.run()
    good = project.read()["notebooks/02-b.ipynb"]
    project.failing.add("02-b.ipynb")
    (project.raw / "plan.txt").write_text("two")
    report = project.run()
    assert not report.is_complete and outcomes(report.notebooks) == ["executed", "failed"]
    assert report.notebooks[1].error == "02-b.ipynb, cell 1: failed"
    assert project.read()["notebooks/02-b.ipynb"] == good
    assert b"two" in project.read()["failed/02-b.ipynb"]
    assert b"two" in project.read()["notebooks/01-a.ipynb"]


def test_a_notebook_that_failed_is_tried_again_and_then_is_failed_no_more(
    project: Project,
) -> None:
    project.failing.add("02-b.ipynb")
    project.run()
    assert "notebooks/02-b.ipynb" not in project.read()
    project.run()
    assert project.executed == ["02-b.ipynb"]
    only_first = project.run(only=["01"])
    assert project.executed == [] and outcomes(only_first.notebooks) == ["kept", "failed"]
    assert "failed/02-b.ipynb" in project.read()
    project.failing.clear()
    report = project.run()
    assert report.is_complete and project.executed == ["02-b.ipynb"]
    assert not (project.reports / "failed").is_symlink()


def test_a_notebook_that_is_gone_is_gone_from_the_reports(project: Project) -> None:
    project.run()
    (project.notebooks / "02-b.ipynb").unlink()
    project.run()
    assert "notebooks/02-b.ipynb" not in project.read()


def test_a_chart_that_fails_keeps_no_other_from_being_drawn(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> pd.DataFrame:
        raise ValueError("no such thing")

    gallery = (
        Drawing("bad", refuse, draw, (), ()),
        Drawing("good", lambda _: pd.DataFrame(), draw, (), ()),
    )
    monkeypatch.setattr(plananalysis.figures, "GALLERY", gallery)
    report = project.run()
    assert report.failures == {"charts/bad": "charts/bad: ValueError: no such thing"}
    assert {name for name in project.read() if name.startswith("charts/")} == {
        "charts/good.png",
        "charts/good.svg",
    }
    assert not project.run().is_unchanged


def test_where_the_site_fails_the_last_good_site_stands(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.run()
    good = project.read()["site/index.html"]
    monkeypatch.setattr(plananalysis.site, "make_site", lambda *_, **__: 1 / 0)
    (project.raw / "plan.txt").write_text("two")
    report = project.run()
    assert report.failures == {"site": "site: ZeroDivisionError: division by zero"}
    assert project.read()["site/index.html"] == good


def test_where_nothing_is_built_the_reports_stand(project: Project) -> None:
    project.run()
    before = project.read()
    (project.raw / "plan.txt").write_bytes(b"")
    report = project.run()
    assert not report.build.is_written and not report.is_complete and project.executed == []
    assert project.read() == before


def test_a_plan_that_cannot_be_read_is_said_by_an_unchanged_run_too(project: Project) -> None:
    (project.raw / "empty.txt").touch()
    assert not project.run().is_complete
    report = project.run()
    assert report.is_unchanged and not report.is_complete
    assert report.build.count("unreadable") == 1


def test_a_run_that_raises_leaves_the_reports_and_no_remains(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.run()
    before = project.read()
    (project.raw / "plan.txt").write_text("two")
    monkeypatch.setattr(
        plananalysis.running.changes, "take_snapshot", lambda *_: Path("/no/such").read_bytes()
    )
    with pytest.raises(PlanAnalysisError, match="stand as they were"):
        project.run()
    assert project.read() == before
    assert [path.name for path in (project.reports / ".runs").iterdir()] == ["1"]


def test_a_place_for_reports_that_cannot_be_made_is_said(project: Project) -> None:
    project.reports.write_text("a file")
    with pytest.raises(PlanAnalysisError, match="--reports"):
        project.run()


def test_the_manifest_holds_what_went_in_and_what_came_out(project: Project) -> None:
    project.run(as_of="2024-07-31")
    manifest = read_manifest(project.reports)
    assert manifest
    assert set(manifest.inputs.raw) == {"plan.txt"}
    assert set(manifest.inputs.notebooks) == {"01-a.ipynb", "02-b.ipynb"}
    assert manifest.inputs.as_of == "2024-07-31" and "duckdb" in manifest.inputs.libraries
    assert set(manifest.outputs) == set(project.read()) - {"manifest.json"}


def test_the_summary_is_json(project: Project) -> None:
    project.failing.add("02-b.ipynb")
    summary = json.loads(json.dumps(project.run().summarise()))
    assert summary["failures"] == {"notebooks/02-b.ipynb": "02-b.ipynb, cell 1: failed"}
    assert [one["outcome"] for one in summary["notebooks"]] == ["executed", "failed"]
    assert summary["sources"][0]["outcome"] == "loaded" and summary["is_unchanged"] is False
