"""Scoring: every kind of disagreement is seen, and nothing that the annotation leaves open is."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from handmade import make_entry, make_plan, make_progress, make_recommendation

from plananalysis.errors import DatabaseError, VocabularyError
from plananalysis.linking.links import Link
from plananalysis.reading import read_plan
from plananalysis.records import Entry, EntryDate, Plan, PrintedTotal, Target
from plananalysis.reference import REFERENCE_DIR, find_plan, load_references
from plananalysis.reference.accuracy import (
    ALL_PLANS,
    list_misses,
    score,
    score_plan,
    tabulate_scores,
)
from plananalysis.reference.scores import FIELDS
from plananalysis.store.build import build

RAW = Path(__file__).parent.parent / "data" / "raw"
ACTION = make_entry(
    1, text="The service will write the new guidance and publish it to all staff by March 2024."
)
OTHER = make_entry(
    2, text="Every region will hold a workshop on recall and report what was learnt."
)
PROGRESS = make_progress(3, text="The new guidance was published to all staff in October 2023.")
PROGRESS = replace(PROGRESS, dates=(EntryDate("done", "2023-10", "October 2023", 47, 59),))
PLAN = make_plan(
    updated_on="2024-07-22",
    recommendations=(make_recommendation(1, entries=(ACTION, OTHER, PROGRESS)),),
    printed_totals=(
        PrintedTotal("agreed", 1),
        PrintedTotal("partly agreed", 0),
        PrintedTotal("not agreed", 0),
        PrintedTotal("total", 1),
    ),
)


def annotate(plan: Plan) -> dict[str, Any]:
    """The annotation that a reader who read exactly this plan would write."""
    entries = [
        {
            "rec": int(recommendation.number),
            "kind": entry.kind,
            "ref": entry.ref,
            "as_of": entry.as_of,
            "starts": " ".join(entry.text.split()[:8]),
            "ends": " ".join(entry.text.split()[-6:]),
            "owners": list(entry.owners),
            "target_raw": [target.target_raw for target in entry.targets if target.target_raw],
            "targets": [
                {"edtf": target.edtf, "state": target.state, "recurs": target.recurs}
                for target in entry.targets
            ],
            "alignment": entry.alignment,
            "narrative_dates": [{"event": d.event, "edtf": d.edtf} for d in entry.dates],
            "open": [],
        }
        for recommendation in plan.recommendations
        for entry in recommendation.entries
    ]
    return {
        "document": {
            "file": "another-export.txt",
            "title": plan.title,
            "report_published": plan.published_on,
            "submitted": plan.submitted_on,
            "updated": plan.updated_on,
        },
        "totals": {t.response.replace(" ", "_"): t.printed for t in plan.printed_totals},
        "recommendations": [
            {
                "rec": int(recommendation.number),
                "addressee": recommendation.addressee,
                "text": recommendation.text,
                "response": recommendation.response,
                "reasons": list(recommendation.reasons),
            }
            for recommendation in plan.recommendations
        ],
        "entries": entries,
        "links": [{"progress": 2, "actions": [0], "basis": "number"}],
    }


def with_entries(*entries: Entry) -> Plan:
    return replace(PLAN, recommendations=(replace(PLAN.recommendations[0], entries=entries),))


def wrong_fields(plan: Plan, reference: dict[str, Any]) -> set[str]:
    return {one.field for one in score_plan(plan, reference).scores if one.f1 not in (None, 1)}


def test_a_plan_read_as_annotated_scores_one_in_every_field_and_has_no_misses() -> None:
    scores = score_plan(PLAN, annotate(PLAN))
    assert [one.field for one in scores.scores] == list(FIELDS)
    assert {one.f1 for one in scores.scores if one.n} == {1.0}
    assert {one.field for one in scores.scores if not one.n} == {"doubt admitted"}
    assert scores.misses == ()
    assert scores["text"].similarity == 1.0


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"title": "Another title"}, {"title"}),
        ({"published_on": None}, {"published"}),
        ({"submitted_on": None}, {"submitted"}),
        ({"updated_on": None}, {"updated"}),
        ({"printed_totals": PLAN.printed_totals[1:]}, {"totals"}),
    ],
)
def test_a_wrong_value_of_the_document_is_seen(changes: dict[str, Any], fields: set[str]) -> None:
    assert wrong_fields(replace(PLAN, **changes), annotate(PLAN)) == fields


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"text": PLAN.recommendations[0].text + " More."}, {"text"}),
        ({"addressee": None}, {"addressee"}),
        ({"response": "not agreed"}, {"response"}),
        ({"reasons": ("policy",)}, {"reasons"}),
    ],
)
def test_a_wrong_value_of_a_recommendation_is_seen(
    changes: dict[str, Any], fields: set[str]
) -> None:
    changed = replace(PLAN.recommendations[0], **changes)
    assert wrong_fields(replace(PLAN, recommendations=(changed,)), annotate(PLAN)) == fields


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"text": "1 " + OTHER.text}, {"entries", "starts"}),
        ({"text": OTHER.text + " Complete"}, {"entries", "ends"}),
        ({"ref": None}, {"ref"}),
        ({"owners": ()}, {"owners"}),
        ({"targets": (Target("Sept 2023", "dated", "2023-09"),)}, {"target_raw"}),
        ({"targets": (Target("September 2023", "dated", "2023-10"),)}, {"targets"}),
        ({"alignment": "ambiguous"}, {"alignment", "certainty spared"}),
        ({"dates": (EntryDate("done", "2024", "2024", 0, 4),)}, {"narrative_dates"}),
    ],
)
def test_a_wrong_value_of_an_entry_is_seen(changes: dict[str, Any], fields: set[str]) -> None:
    plan = with_entries(ACTION, replace(OTHER, **changes), PROGRESS)
    assert wrong_fields(plan, annotate(PLAN)) == fields


def test_a_month_of_progress_that_is_wrong_is_seen() -> None:
    plan = with_entries(ACTION, OTHER, replace(PROGRESS, as_of="2024-06"))
    assert wrong_fields(plan, annotate(PLAN)) == {"as_of"}


def test_an_action_read_as_progress_is_the_same_entry_of_the_wrong_kind() -> None:
    plan = with_entries(ACTION, replace(OTHER, kind="progress", ref="1.9"), PROGRESS)
    assert {"kind", "ref"} <= wrong_fields(plan, annotate(PLAN))
    assert score_plan(plan, annotate(PLAN))["entries"].f1 == 1.0


def test_doubt_where_the_annotators_doubted_is_counted_apart_from_the_exact_word() -> None:
    reference = annotate(with_entries(ACTION, replace(OTHER, alignment="inferred"), PROGRESS))
    sure = score_plan(PLAN, reference)
    assert (sure["doubt admitted"].n, sure["doubt admitted"].right) == (1, 0)
    unsure = score_plan(
        with_entries(ACTION, replace(OTHER, alignment="ambiguous"), PROGRESS), reference
    )
    assert unsure["doubt admitted"].recall == 1.0
    assert unsure["alignment"].right == 2


def test_an_entry_that_was_missed_lowers_recall_and_one_made_up_lowers_precision() -> None:
    missed = score_plan(with_entries(ACTION, PROGRESS), annotate(PLAN))["entries"]
    assert (missed.n, missed.found, missed.right) == (3, 2, 2)
    invented = make_entry(4, text="Nothing of the kind stands in any plan, here or elsewhere.")
    made_up = score_plan(with_entries(ACTION, OTHER, PROGRESS, invented), annotate(PLAN))["entries"]
    assert (made_up.recall, made_up.precision) == (1.0, 3 / 4)


def test_an_entry_cut_in_two_is_neither_whole_nor_missing_twice() -> None:
    words = ACTION.text.split()
    halves = [
        replace(ACTION, text=" ".join(part), position=i)
        for i, part in enumerate((words[:9], words[9:]), start=1)
    ]
    entries = score_plan(with_entries(*halves, OTHER, PROGRESS), annotate(PLAN))["entries"]
    assert (entries.n, entries.found, entries.right) == (3, 4, 2)


@pytest.mark.parametrize("cut", [lambda words: [words], lambda words: [words[:9], words[9:]]])
def test_a_split_that_is_left_open_may_be_made_or_not(
    cut: Callable[[list[str]], list[list[str]]],
) -> None:
    reference = annotate(PLAN)
    reference["entries"][0]["open"] = ["split", "owners", "targets", "ends"]
    parts = [
        replace(ACTION, text=" ".join(part), owners=("Someone",), targets=(Target("", "none"),))
        for part in cut(ACTION.text.split())
    ]
    scores = score_plan(with_entries(*parts, OTHER, PROGRESS), reference)
    assert (scores["entries"].n, scores["entries"].f1) == (2, 1.0)
    assert scores["owners"].f1 == scores["targets"].f1 == scores["target_raw"].f1 == 1.0


def test_a_recommendation_that_was_missed_takes_its_entries_dates_and_links_along() -> None:
    scores = score_plan(replace(PLAN, recommendations=()), annotate(PLAN))
    assert [scores[name].recall for name in ("recommendations", "entries", "links")] == [0, 0, 0]
    assert scores["narrative_dates"].recall == 0


def test_a_recommendation_that_was_made_up_is_not_precise_nor_are_its_entries() -> None:
    more = make_recommendation(2, entries=(make_entry(1, ref="2.1"),))
    plan = replace(PLAN, recommendations=(*PLAN.recommendations, more))
    scores = score_plan(plan, annotate(PLAN))
    assert scores["recommendations"].precision == 1 / 2
    assert scores["entries"].precision == 3 / 4


def test_links_are_judged_as_pairs_of_entries() -> None:
    wrong = score_plan(PLAN, annotate(PLAN), {0: (Link(2, 1, "text", 0.5),)})["links"]
    assert (wrong.n, wrong.found, wrong.right) == (1, 1, 0)
    none = score_plan(PLAN, annotate(PLAN), {})["links"]
    assert (none.recall, none.precision) == (0.0, None)


def test_quotation_marks_white_space_and_bullets_are_forgiven_and_letters_are_not() -> None:
    text = "• Staff  are told of\u00a0the ‘new’ duty, which the prison’s governor will see to."
    plain = "Staff are told of the 'new' duty, which the prison's governor will see to."
    reference = annotate(with_entries(replace(ACTION, text=plain), OTHER, PROGRESS))
    printed = replace(ACTION, text=text)
    assert wrong_fields(with_entries(printed, OTHER, PROGRESS), reference) == set()
    misread = replace(ACTION, text=text.replace("told", "to1d"))
    assert wrong_fields(with_entries(misread, OTHER, PROGRESS), reference) == {"starts", "entries"}


def test_every_miss_says_field_place_expected_and_found() -> None:
    plan = with_entries(ACTION, replace(OTHER, owners=("Governor",)), PROGRESS)
    (miss,) = score_plan(plan, annotate(PLAN)).misses
    assert (miss.field, miss.found) == ("owners", "['Governor']")
    assert "rec 1, action 1.2" in miss.where
    assert miss.expected == "['Deputy Director, Public Protection']"


def test_a_plan_is_found_by_title_and_dates_whatever_its_file_is_called() -> None:
    first_edition = replace(PLAN, updated_on=None)
    stranger = make_plan(title="An inspection of Elsewhere", submitted_on="2020-01-01")
    reference = annotate(PLAN)
    assert find_plan(reference, [first_edition, stranger, PLAN]) is PLAN
    assert find_plan(reference, [first_edition, stranger]) is None
    unread = replace(PLAN, title=None)
    assert find_plan(reference, [unread]) is unread
    assert find_plan(reference, [replace(PLAN, title="Some other review")]) is None
    misdated = replace(PLAN, submitted_on="2023-07-21")
    assert find_plan(reference, [misdated]) is misdated


def test_a_digest_in_the_annotation_decides_alone() -> None:
    reference = annotate(PLAN)
    reference["document"]["sha256"] = PLAN.source_sha256
    assert find_plan(reference, [replace(PLAN, title="Another")]) is not None
    assert find_plan(reference, [replace(PLAN, source_sha256="0" * 64)]) is None


def test_counts_of_several_plans_are_added_up_and_a_lacking_plan_is_a_row() -> None:
    bad = score_plan(replace(PLAN, title="Another"), annotate(PLAN))
    good = score_plan(PLAN, annotate(PLAN))
    table = tabulate_scores([("a", good), ("b", bad), ("c", None)])
    sums = table[table["plan"] == ALL_PLANS].set_index("field")
    assert sums.loc["plan", ["n", "right"]].tolist() == [3, 2]
    assert sums.loc["title", ["n", "right", "recall"]].tolist() == [2, 1, 0.5]
    assert table[table["plan"] == "c"]["field"].tolist() == ["plan"]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("accuracy") / "plans.duckdb"
    build(RAW, path)
    return path


def test_a_database_scores_as_the_records_that_it_was_made_of(database: Path) -> None:
    plans = [read_plan(path) for path in sorted(RAW.glob("*.txt"))]
    scored = []
    for name, reference in load_references().items():
        plan = find_plan(reference, plans)
        assert plan is not None
        scored.append((name, score_plan(plan, reference)))
    assert score(database).equals(tabulate_scores(scored))
    assert len(list_misses(database)) == sum(len(scores.misses) for _, scores in scored)


def test_every_field_of_the_reference_plans_is_read_right_98_times_in_a_hundred(
    database: Path,
) -> None:
    scores = score(database)
    judged = scores[(scores["n"] + scores["found"]) > 0]
    poor = judged[judged["f1"] < 0.98]
    assert poor.empty, f"{poor}\n{list_misses(database)}"


def test_an_annotation_without_a_plan_is_reported_and_does_not_stop_the_scoring(
    database: Path, tmp_path: Path
) -> None:
    for path in REFERENCE_DIR.glob("*.json"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "of-a-plan-not-here.json").write_text(json.dumps(annotate(PLAN)))
    (tmp_path / "codes.json").write_text("[]")
    scores = score(database, tmp_path)
    lacking = scores[scores["plan"] == "of-a-plan-not-here"]
    assert lacking[["field", "found"]].values.tolist() == [["plan", 0]]
    assert set(scores["plan"]) == {*load_references(), "of-a-plan-not-here", ALL_PLANS}


def test_what_cannot_be_scored_is_said_in_one_line(database: Path, tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="no such database"):
        score(tmp_path / "none.duckdb")
    (tmp_path / "text.duckdb").write_text("not a database")
    with pytest.raises(DatabaseError, match="not a database of plans"):
        score(tmp_path / "text.duckdb")
    with pytest.raises(VocabularyError, match="no annotated plan"):
        score(database, tmp_path)
    (tmp_path / "broken.json").write_text("{")
    with pytest.raises(VocabularyError, match=r"broken\.json"):
        score(database, tmp_path)
