"""The generator of plans, exports and damage: what it writes is what its records say."""

from __future__ import annotations

import hashlib
import html
import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings

from plananalysis.records import Plan, Reason, Response, State
from plananalysis.testing.damage import KINDS, damage
from plananalysis.testing.exports import export_text
from plananalysis.testing.layouts import HEADERS, NEEDED, Layout, each_option, make_layout
from plananalysis.testing.plans import Shape, make_plan, make_shape, plans
from plananalysis.testing.rows import shorten_months

RAW = sorted((Path(__file__).parents[1] / "data" / "raw").glob("*.txt"))
SEEDS = range(12)

NUMBERED = Shape("case review", 8, is_numbered=True, has_progress=True)
UNNUMBERED = Shape("thematic inspection", 8, is_numbered=False, has_progress=True)
PRISON = Shape("prison inspection", 50, is_numbered=False, has_progress=False)

OPTIONS = dict(each_option())
LAYOUTS = (
    {"plain": Layout(), "stacked": Layout(tags="paragraphs", rows="recommendation")}
    | OPTIONS
    | {f"drawn by {seed}": make_layout(seed) for seed in SEEDS}
)

# Kinds that only move words, cut cells in two or lose the borders between values.
KEEPING_WORDS = (
    "owner and target glued",
    "stacked targets glued",
    "rows shifted left",
    "rows shifted right",
    "tails carried",
    "entry numbers moved",
    "pages broken",
    "rows flattened",
    "tags added",
    "tags stripped",
    "entities written",
)
DESTROYING = (
    "headings cut",
    "heading months lost",
    "owner and target glued",
    "stacked targets glued",
    "last columns cut",
    "tails carried",
    "recommendation numbers lost",
    "entries misnumbered",
    "letters misread",
    "rows flattened",
    "tags stripped",
    "header lost",
    "closing table lost",
)


def words(text: str) -> Counter[str]:
    """The words as a reader sees them, without tags, entities and the marks of lists."""
    text = re.sub("</?sup>", "", text)
    text = html.unescape(re.sub(r"<[^>]+>|\*\*|\[|\]\(#\)|^#+ ", " ", text, flags=re.M))
    text = text.replace("\u2018", "'").replace("\u2019", "'").replace("\ufeff", "")
    return Counter(re.sub('["\u201c\u201d\u2022]| - ', " ", text).split())


def words_of(plan: Plan) -> Counter[str]:
    """Every word of the plan's recommendations and entries."""
    values = []
    for recommendation in plan.recommendations:
        values += [recommendation.number, recommendation.text]
        values += [recommendation.response.capitalize() if recommendation.response else ""]
        for entry in recommendation.entries:
            values += [entry.ref or "", entry.text]
    return words(" ".join(values))


def digest_of_what_is_made() -> str:
    parts = [export_text(make_plan(seed), make_layout(seed)) for seed in SEEDS]
    harmed = [damage(part, kind, 7)[0] for part in parts[:3] for kind in KINDS]
    return hashlib.sha256(b"".join(parts + harmed)).hexdigest()


# --- plans -------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_a_seed_gives_the_same_plan_and_another_seed_another(seed: int) -> None:
    assert make_plan(seed) == make_plan(seed)
    assert make_plan(seed) != make_plan(seed + 1)


def test_the_bytes_do_not_depend_on_the_process() -> None:
    code = "import test_testing; print(test_testing.digest_of_what_is_made())"
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={
                **os.environ,
                "PYTHONHASHSEED": hash_seed,
                "PYTHONPATH": os.pathsep.join(sys.path),
            },
            cwd=Path(__file__).parent,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for hash_seed in ("1", "2")
    }
    assert found == {digest_of_what_is_made() + "\n"}


def test_the_generator_needs_no_hypothesis_until_a_strategy_is_asked_for() -> None:
    code = (
        "import sys; import plananalysis.testing.damage; "
        "from plananalysis.testing.plans import make_plan; make_plan(1); "
        "assert not any(name.startswith('hypothesis') for name in sys.modules)"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-S", "-c", code], env=env, check=True)


@pytest.mark.parametrize("seed", range(60))
def test_a_plan_is_whole(seed: int) -> None:
    plan = make_plan(seed)
    shape = make_shape(seed)
    recommendations = plan.recommendations
    assert len(recommendations) == shape.recommendations
    assert len({recommendation.number for recommendation in recommendations}) == len(
        recommendations
    )
    assert [r.position for r in recommendations] == list(range(1, len(recommendations) + 1))
    assert {total.response: total.printed for total in plan.printed_totals}["total"] == len(
        recommendations
    )
    for recommendation in recommendations:
        entries = recommendation.entries
        assert [entry.position for entry in entries] == list(range(1, len(entries) + 1))
        assert entries[0].kind == "action"
        assert all(entry.targets for entry in entries)
        assert all((entry.kind == "progress") == bool(entry.as_of) for entry in entries)
        if shape.is_numbered and recommendation.response != "not agreed":
            assert all(
                (entry.ref or "").startswith(f"{recommendation.number}.") for entry in entries
            )


def test_actions_are_as_long_as_published_ones() -> None:
    lengths = [
        len(entry.text.split())
        for seed in range(40)
        for recommendation in make_plan(seed).recommendations
        for entry in recommendation.entries
    ]
    assert min(lengths) >= 15
    assert max(lengths) <= 140
    assert 25 <= sorted(lengths)[len(lengths) // 2] <= 90


def test_no_two_entries_of_a_plan_say_the_same() -> None:
    for seed in range(40):
        entries = [e.text for r in make_plan(seed).recommendations for e in r.entries]
        assert len(set(entries)) == len(entries)


def test_every_state_response_and_reason_occurs() -> None:
    made = [r for seed in range(60) for r in make_plan(seed).recommendations]
    assert {r.response for r in made} == set(get_args(Response))
    assert {reason for r in made for reason in r.reasons} == set(get_args(Reason))
    states = {t.state for r in made for e in r.entries for t in e.targets}
    assert states == set(get_args(State))


def test_every_reason_stands_in_the_first_action() -> None:
    for seed in range(60):
        for recommendation in make_plan(seed).recommendations:
            for reason in recommendation.reasons:
                assert reason in recommendation.entries[0].text.split(".")[0]


def test_an_entry_without_a_number_has_several_values_only_in_one_sentence() -> None:
    for seed in range(20):
        for recommendation in make_plan(seed, UNNUMBERED).recommendations:
            for entry in recommendation.entries:
                if len(entry.owners) > 1 or len(entry.targets) > 1:
                    assert entry.text.count(".") == 1


def test_a_prison_plan_has_fifty_recommendations_with_paragraph_references() -> None:
    plan = make_plan(5, PRISON)
    assert len(plan.recommendations) == 50
    assert plan.updated_on is None
    for recommendation in plan.recommendations:
        assert re.fullmatch(r"5\.\d+", recommendation.number)
        assert re.search(r" \(S\d+\)$", recommendation.text)
        assert all(entry.kind == "action" and entry.ref is None for entry in recommendation.entries)


@given(plans())
@settings(max_examples=25, deadline=None)
def test_the_strategy_gives_plans_that_can_be_exported(plan: Plan) -> None:
    assert words_of(plan) <= words(export_text(plan, Layout()).decode())


# --- exports -----------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", [NUMBERED, UNNUMBERED, PRISON], ids=lambda s: s.family)
@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_every_layout_writes_every_word_of_the_records(layout: Layout, shape: Shape) -> None:
    plan = make_plan(11, shape)
    assert words_of(plan) <= words(export_text(plan, layout).decode())


@pytest.mark.parametrize("name", OPTIONS)
def test_every_option_changes_the_export(name: str) -> None:
    base = replace(Layout(), **NEEDED.get(name.split("=")[0], {}))
    made = [make_plan(seed, shape) for seed in range(8) for shape in (NUMBERED, UNNUMBERED)]
    assert any(export_text(plan, base) != export_text(plan, OPTIONS[name]) for plan in made)


def test_every_owner_and_target_is_written_where_nothing_spans() -> None:
    plan = make_plan(3, NUMBERED)
    lines = export_text(plan, Layout()).decode().split("\n")
    for recommendation in plan.recommendations:
        for entry in recommendation.entries:
            row = next(line for line in lines if entry.text in line).split("\t")
            assert row[4].split("  ") == list(entry.owners or ("",))
            assert row[5].split("  ") == [target.target_raw for target in entry.targets]


def test_line_ends_and_the_byte_order_mark_are_as_the_layout_says() -> None:
    plan = make_plan(3, NUMBERED)
    data = export_text(plan, Layout(line_end="crlf", has_byte_order_mark=True))
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\n") == data.count(b"\r\n") > 20
    assert b"\r" not in export_text(plan, Layout())


def test_a_page_break_cuts_a_sentence_in_two_rows() -> None:
    plan = make_plan(3, NUMBERED)
    lines = export_text(plan, Layout(rows_a_page=4, breaks="in text")).decode().split("\n")
    tails = [line.split("\t") for line in lines if re.match(r"\t\t\t[a-z]", line)]
    assert tails
    assert all(tail[4:] == ["", ""] for tail in tails)


def test_columns_that_are_empty_on_a_page_are_lost_there() -> None:
    layout = Layout(rows_a_page=4, are_empty_columns_lost=True)
    lines = export_text(make_plan(3, NUMBERED), layout).decode().split("\n")
    table = lines[lines.index("\t".join(HEADERS["numbered"])) : lines.index("Recommendations\t")]
    assert {line.count("\t") + 1 for line in table if line} >= {3, 6}


def test_an_owner_that_spans_entries_is_printed_once() -> None:
    plan = make_plan(3, NUMBERED)
    plain = export_text(plan, Layout()).decode()
    spanned = export_text(plan, Layout(do_owners_span=True)).decode()
    owners = {owner for r in plan.recommendations for e in r.entries for owner in e.owners}
    assert sum(map(spanned.count, owners)) < sum(map(plain.count, owners))


def test_months_are_shortened_as_they_are_in_print() -> None:
    assert (
        shorten_months("By September 2024, May 2025 and 1 January")
        == "By Sept 2024, May 2025 and 1 Jan"
    )


# --- damage ------------------------------------------------------------------------------------


def exported(seed: int) -> bytes:
    shape = (NUMBERED, UNNUMBERED)[seed % 2]
    glued = Layout(rows="recommendation", tags="paragraphs", rows_a_page=6)
    return export_text(make_plan(seed, shape), glued if seed % 3 else Layout(rows_a_page=6))


@pytest.mark.parametrize("kind", KINDS)
def test_damage_is_the_same_for_the_same_seed(kind: str) -> None:
    data = exported(1)
    assert damage(data, kind, 4) == damage(data, kind, 4)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_damage_harms_some_export(kind: str) -> None:
    assert any(damage(exported(seed), kind, seed)[0] != exported(seed) for seed in SEEDS)


@pytest.mark.parametrize("kind", DESTROYING)
def test_damage_that_destroys_says_what_and_where(kind: str) -> None:
    found = 0
    for seed in SEEDS:
        lines = exported(seed).decode().split("\n")
        for loss in damage(exported(seed), kind, seed)[1]:
            found += 1
            assert loss.was.split(" | ")[0].split("\t")[0].strip() in lines[loss.line - 1]
    assert found


@pytest.mark.parametrize("kind", sorted(set(KINDS) - set(DESTROYING)))
def test_damage_that_only_moves_or_repeats_destroys_nothing(kind: str) -> None:
    for seed in SEEDS:
        before = words(exported(seed).decode())
        data, losses = damage(exported(seed), kind, seed)
        assert not losses
        assert before <= words(data.decode())


@pytest.mark.parametrize("kind", KEEPING_WORDS)
def test_damage_to_borders_keeps_every_word(kind: str) -> None:
    for seed in SEEDS:
        data, _ = damage(exported(seed), kind, seed)
        assert words(data.decode()) == words(exported(seed).decode())


def test_misread_letters_leave_every_number_as_it_was() -> None:
    for seed in SEEDS:
        data, losses = damage(exported(seed), "letters misread", seed)
        assert losses
        standing = re.compile(rb"(?<![A-Za-z\d])\d[\d.]*(?![A-Za-z])")
        assert standing.findall(data) == standing.findall(exported(seed))


def test_a_lost_column_takes_the_owner_and_the_target_with_it() -> None:
    data, losses = damage(exported(2), "last columns cut", 2)
    assert losses
    lines = data.decode().split("\n")
    for loss in losses:
        assert loss.was.split(" | ")[0] not in lines[loss.line - 1]


@pytest.mark.skipif(not RAW, reason="the published plans are not in data/raw")
@pytest.mark.parametrize("path", RAW, ids=lambda path: path.stem)
@pytest.mark.parametrize("kind", KINDS)
def test_damage_works_on_every_published_plan(kind: str, path: Path) -> None:
    data, _ = damage(path.read_bytes(), kind, 1)
    assert len(data) > 0.9 * len(path.read_bytes())


def test_an_unknown_kind_of_damage_is_an_error() -> None:
    with pytest.raises(KeyError):
        damage(b"", "no such damage", 1)
