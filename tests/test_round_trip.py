"""Reading an export back gives the records that it was written from, or a fault."""

from __future__ import annotations

import re
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from random import Random
from types import FrameType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plananalysis.errors import UnreadablePlanError
from plananalysis.reading import read_bytes
from plananalysis.records import Entry, Plan, Recommendation
from plananalysis.testing.damage import KINDS, damage
from plananalysis.testing.exports import export_text
from plananalysis.testing.layouts import Layout, each_option, keeps_values_apart, make_layout
from plananalysis.testing.plans import Shape, make_plan, plans
from plananalysis.testing.wording import MONTHS

NUMBERED = Shape("case review", 8, is_numbered=True, has_progress=True)
UNNUMBERED = Shape("thematic inspection", 8, is_numbered=False, has_progress=True)
PRISON = Shape("prison inspection", 50, is_numbered=False, has_progress=False)
SHAPES = (NUMBERED, UNNUMBERED, PRISON)
LAYOUTS = (
    {"plain": Layout(), "stacked": Layout(tags="paragraphs", rows="recommendation")}
    | dict(each_option())
    | {f"drawn by {seed}": make_layout(seed) for seed in range(12)}
)
HOSTILE = 1000
# No input may keep a reader waiting: far above what any takes, far below a runaway pattern.
SECONDS = 20

# Damage after which a careful reader still has every word and every border.
MENDABLE = (
    "rows shifted left",
    "rows shifted right",
    "entry numbers moved",
    "pages broken",
    "tags added",
    "entities written",
    "header lost",
    "closing table lost",
)


@cache
def written(layout: Layout, shape: Shape, seed: int) -> tuple[Plan, Plan]:
    """A plan, and what is read from its export in that layout."""
    plan = make_plan(seed, shape)
    return plan, read_bytes(export_text(plan, layout), "example.txt")


def plain(text: str | None) -> str:
    """The text with white space collapsed, straight quotes and no marks of lists."""
    text = (text or "").replace("\u00a0", " ").replace("\u2018", "'").replace("\u2019", "'")
    text = text.replace("\u201c", '"').replace("\u201d", '"')
    return " ".join(re.sub(r"\u2022|(?<=[:;]) - ", " ", text).split())


def addressee(name: str | None) -> str:
    return re.sub(r"^to |^the | should:?$", "", plain(name).casefold()).removeprefix("the ")


def long_months(text: str) -> str:
    """The text with shortened months written in full."""
    for month in MONTHS:
        text = re.sub(rf"\b{month[:3]}(t|[a-z]*)\.?(?= \d)", month, text)
    return text


def heads(plan: Plan) -> list[tuple[object, ...]]:
    return [
        (r.number, r.position, addressee(r.addressee), plain(r.text), r.response, r.reasons)
        for r in plan.recommendations
    ]


def entries(plan: Plan) -> list[tuple[Recommendation, Entry]]:
    return [(r, entry) for r in plan.recommendations for entry in r.entries]


def texts(plan: Plan) -> list[tuple[object, ...]]:
    return [(r.number, e.position, e.kind, e.ref, e.as_of, plain(e.text)) for r, e in entries(plan)]


def owners(plan: Plan) -> list[tuple[str, tuple[str, ...]]]:
    return [(plain(e.text), tuple(map(plain, e.owners))) for _, e in entries(plan)]


def targets(plan: Plan) -> list[tuple[object, ...]]:
    return [
        (
            plain(e.text),
            tuple((long_months(plain(t.target_raw)), t.state, t.edtf, t.recurs) for t in e.targets),
        )
        for _, e in entries(plan)
    ]


def printed_targets(plan: Plan) -> list[tuple[str, str]]:
    return [
        (plain(e.text), long_months(" ".join(plain(t.target_raw) for t in e.targets)))
        for _, e in entries(plan)
    ]


every_layout = pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
every_shape = pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.family)


@every_shape
@every_layout
def test_recommendations_are_read_back(layout: Layout, shape: Shape) -> None:
    plan, read = written(layout, shape, 21)
    assert heads(read) == heads(plan)


@every_shape
@every_layout
def test_entries_are_read_back(layout: Layout, shape: Shape) -> None:
    plan, read = written(layout, shape, 21)
    assert texts(read) == texts(plan)


@every_shape
@every_layout
def test_owners_are_read_back(layout: Layout, shape: Shape) -> None:
    plan, read = written(layout, shape, 21)
    if keeps_values_apart(layout):
        assert owners(read) == owners(plan)
    else:
        # Posts that only a space parts may be read as one, but none may be lost or made up.
        found = [(text, " ".join(posts)) for text, posts in owners(read)]
        assert [text for text, _ in found] == [text for text, _ in owners(plan)]
        for (_, posts), (_, expected) in zip(found, owners(plan), strict=True):
            assert all(post in posts for post in expected)


@every_shape
@every_layout
def test_targets_are_read_back(layout: Layout, shape: Shape) -> None:
    plan, read = written(layout, shape, 21)
    if keeps_values_apart(layout):
        assert targets(read) == targets(plan)
    else:
        # A date and how often it recurs, parted by a space only, may be read as one value.
        assert printed_targets(read) == printed_targets(plan)


@every_shape
@every_layout
def test_the_title_block_and_the_totals_are_read_back(layout: Layout, shape: Shape) -> None:
    plan, read = written(layout, shape, 21)
    assert plain(plan.title) in plain(read.title)
    assert (read.submitted_on, read.updated_on, read.published_on) == (
        plan.submitted_on,
        plan.updated_on,
        plan.published_on,
    )
    assert {t.response: t.printed for t in read.printed_totals} == {
        t.response: t.printed for t in plan.printed_totals
    }


@every_shape
@every_layout
def test_line_numbers_lead_back_to_the_words(layout: Layout, shape: Shape) -> None:
    plan, read = written(layout, shape, 21)
    lines = export_text(plan, layout).decode("utf-8-sig").split("\n")
    for recommendation, entry in entries(read):
        assert entry.line_first <= entry.line_last
        assert recommendation.line_first <= recommendation.line_last
        source = plain(re.sub("<[^>]+>|\\*\\*", "", lines[entry.line_first - 1]))
        assert plain(entry.text)[:20] in source


@given(plan=plans(), seed=st.integers(0, 10_000))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_plan_in_any_layout_keeps_its_recommendations(plan: Plan, seed: int) -> None:
    read = read_bytes(export_text(plan, make_layout(seed)), "example.txt")
    assert heads(read) == heads(plan)


# --- damage ------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("kind", MENDABLE)
@pytest.mark.parametrize("shape", (NUMBERED, UNNUMBERED), ids=lambda shape: shape.family)
def test_damage_that_destroys_nothing_is_mended(shape: Shape, kind: str, seed: int) -> None:
    plan = make_plan(seed, shape)
    data, _ = damage(export_text(plan, Layout(rows_a_page=7)), kind, seed)
    read = read_bytes(data, "example.txt")
    assert heads(read) == heads(plan)
    assert texts(read) == texts(plan)
    assert owners(read) == owners(plan)
    assert targets(read) == targets(plan)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"letters misread", "closing table lost"}))
@pytest.mark.parametrize("shape", (NUMBERED, UNNUMBERED), ids=lambda shape: shape.family)
def test_damage_leaves_the_records_or_a_fault(shape: Shape, kind: str, seed: int) -> None:
    plan = make_plan(seed, shape)
    sound = export_text(plan, Layout(rows_a_page=7))
    data, losses = damage(sound, kind, seed)
    before, read = read_bytes(sound, "example.txt"), read_bytes(data, "example.txt")
    same = (heads(read), texts(read), owners(read), targets(read)) == (
        heads(plan),
        texts(plan),
        owners(plan),
        targets(plan),
    )
    # A fault that the sound export does not give: of another kind, or one more of the same.
    codes = Counter(fault.code for fault in read.faults)
    assert same or codes - Counter(fault.code for fault in before.faults), losses


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("shape", (NUMBERED, UNNUMBERED), ids=lambda shape: shape.family)
def test_misread_letters_never_break_the_structure(shape: Shape, seed: int) -> None:
    sound = export_text(make_plan(seed, shape), Layout(rows_a_page=7))
    before = read_bytes(sound, "example.txt")
    read = read_bytes(damage(sound, "letters misread", seed)[0], "example.txt")
    assert [(r.number, e.kind, e.ref, e.as_of) for r, e in entries(read)] == [
        (r.number, e.kind, e.ref, e.as_of) for r, e in entries(before)
    ]


# --- hostile inputs ----------------------------------------------------------------------------


def hostile(seed: int) -> bytes:
    """Bytes that no plan is made of, or a plan torn to pieces."""
    random = Random(f"hostile {seed}")
    makers = (
        byte_soup,
        cell_soup,
        word_soup,
        unclosed_tags,
        torn_export,
        shuffled_export,
        long_lines,
        foreign_export,
        numbers_without_end,
        harmed_twice,
    )
    return makers[seed % len(makers)](random)


def an_export(random: Random) -> bytes:
    shape = Shape("case review", random.randint(1, 4), random.random() < 0.5, True)
    return export_text(make_plan(random.randrange(99), shape), make_layout(random.randrange(99)))


def byte_soup(random: Random) -> bytes:
    return random.randbytes(random.choice((0, 1, 7, 900, 9000)))


def cell_soup(random: Random) -> bytes:
    letters = ["\t", "\n", "\r", "\r\n", "\0", "\f", "\v", "\u2028", "\u202e", "1", "1.1", "Agreed"]
    return "".join(random.choices(letters, k=random.randint(1, 2000))).encode()


def word_soup(random: Random) -> bytes:
    parts = ["Rec No", "Recommendation", "Agreed", "Owner", "Target Date", "\t", "\t", "\n", "3"]
    parts += ["Progress against commitments (", "March 2024", ")", "Complete", "To the Governor"]
    parts += ["\u05e9\u05dc\u05d5\u05dd", "\u202e", "5.12", "(S40)", "<p>", "</p>", "  ", "\u2022"]
    return "".join(random.choices(parts, k=random.randint(1, 600))).encode()


def unclosed_tags(random: Random) -> bytes:
    parts = ["<p>", "<", ">", "<ul><li>", "</b>", "<a href='", "[x](", "**", "&amp", "&#x110000;"]
    text = an_export(random).decode("utf-8-sig").split(" ")
    for _ in range(random.randint(1, 200)):
        text.insert(random.randrange(len(text)), random.choice(parts) * random.choice((1, 1, 50)))
    return " ".join(text).encode()


def torn_export(random: Random) -> bytes:
    data = an_export(random)
    start = random.randrange(len(data))
    return data[start : start + random.randrange(len(data))]


def shuffled_export(random: Random) -> bytes:
    lines = an_export(random).split(b"\n")
    random.shuffle(lines)
    return b"\n".join(lines)


def long_lines(random: Random) -> bytes:
    part = random.choice(("a", " ", "\t", "(", "1.", "- ", "a. ", "March ", "<p>", "Progress "))
    head, *_ = an_export(random).partition(b"HM Inspectorate")
    return head + part.encode() * random.choice((10_000, 50_000)) + b"\n" + an_export(random)


def foreign_export(random: Random) -> bytes:
    text = an_export(random).decode("utf-8-sig")
    encoding = random.choice(("utf-16", "utf-16-le", "cp1252", "latin-1", "utf-7", "cp037"))
    return text.encode(encoding, errors="replace")


def numbers_without_end(random: Random) -> bytes:
    digits = random.choice(("9" * 5000, "1." * 300, "\u0663", "\u00b2", "0", "-1", "1e9"))
    return re.sub(rb"(?m)^\d+(?=\t)|\t\d+$", digits.encode(), an_export(random))


def harmed_twice(random: Random) -> bytes:
    data = an_export(random)
    for kind in random.sample(sorted(KINDS), 4):
        data, _ = damage(data, kind, random.randrange(99))
    return data


@contextmanager
def at_most(seconds: int) -> Iterator[None]:
    """Ends the block with TimeoutError when it takes longer."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"still reading after {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("block", range(10))
def test_hostile_input_gives_a_plan_or_a_named_error(block: int) -> None:
    outcomes = []
    for seed in range(block * HOSTILE // 10, (block + 1) * HOSTILE // 10):
        data = hostile(seed)
        try:
            with at_most(SECONDS):
                outcomes.append(type(read_bytes(data, "hostile.txt")))
        except UnreadablePlanError as error:
            assert "hostile.txt" in str(error)
            outcomes.append(UnreadablePlanError)
        except Exception as error:
            pytest.fail(f"input {seed} raised {type(error).__name__}: {error}")
    assert set(outcomes) == {Plan, UnreadablePlanError}


def test_a_table_of_broken_headings_is_read_in_bounded_time() -> None:
    export = export_text(make_plan(1, NUMBERED), Layout())
    broken = b"Progress " + b"> " * 40 + b"against commitments"
    with at_most(SECONDS):
        read = read_bytes(
            export.replace(b"Progress against commitments", broken) * 10, "broken.txt"
        )
    assert read.recommendations


@given(st.binary(max_size=400) | st.text(max_size=400).map(lambda s: s.encode("utf-8", "ignore")))
@settings(max_examples=200, deadline=None)
def test_any_bytes_give_a_plan_or_a_named_error(data: bytes) -> None:
    try:
        assert isinstance(read_bytes(data, "any.txt"), Plan)
    except UnreadablePlanError as error:
        assert error.source == "any.txt"
