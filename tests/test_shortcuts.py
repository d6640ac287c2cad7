"""Each look that spares a dear search gives what the search would: on any text, by example."""

from __future__ import annotations

import re
import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st
from tablerows import table

from plananalysis.dates.targets import _spans, scan_targets
from plananalysis.dates.targetwords import (
    HEADS,
    find_units,
    may_hold_head,
    opens_with_other,
)
from plananalysis.entries.entrynumbers import MAY_NUMBER, MAY_OPEN, _marks_of
from plananalysis.entries.numberfamilies import FAMILIES
from plananalysis.entries.values import HARD_MARK, WEAK_MARK, _split
from plananalysis.readers.sourcetext import Text
from plananalysis.table.closing import TOTAL
from plananalysis.table.columns import SCRAP_COST, _best_in_order, _undisputed
from plananalysis.table.likeness import _outgrows_responses
from plananalysis.table.progressheadings import _hints_at_heading
from plananalysis.table.repetition import FEWEST_WORDS, overlap
from plananalysis.wording.segments import (
    BROKEN,
    HARD,
    TERMINAL,
    WEAK,
    is_unfinished,
    paragraph_starts,
    starts_inside,
)
from plananalysis.wording.vocabulary import MOST_FOLDED, fold

PIECES = (
    "The the end of early mid-March March 2024 Septembr 2024 2026 Spring Monday 4 3/24 Q3 FY "
    "2023/24 (S5) 17 months every month Done done Complete Compleled ongoing to be by and not "
    "before Revised By was weekend sſtart _late x-May review Head of Work Pre-complete ( ) . , – \n"
)
texts = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(PIECES.split(" ")), max_size=12).map(" ".join),
    st.lists(st.sampled_from(PIECES.split(" ")), max_size=8).map("".join),
)


@given(texts)
def test_a_text_said_to_hold_no_head_has_none(text: str) -> None:
    is_head = [unit.role in HEADS for unit in find_units(text)]
    assert may_hold_head(text) or not any(is_head)


@given(texts)
@example("Review what was done")
@example("weekend" + 50 * " " + "of March 2024")
def test_a_text_said_to_open_with_another_word_does(text: str) -> None:
    telling = [u.role for u in find_units(text) if u.role in HEADS or u.role == "other"]
    if opens_with_other(text):
        assert telling[0] == "other"


@given(texts)
@example("Review this Done")
@example("Review this and Complete – done")
def test_a_scan_finds_the_values_that_all_spans_hold(text: str) -> None:
    kept = [
        span
        for span in _spans(text, None, is_strict=True)
        if span.parsed.target.edtf
        or not text[span.start].islower()
        or (not text[: span.start].strip() and span.parsed.target.recurs)
    ]
    assert scan_targets(text) == kept


marks = st.text(alphabet="aB2. \n\t\u00a0•‣“(\u2028", max_size=30)


@given(marks)
def test_paragraphs_end_where_white_space_says_so(text: str) -> None:
    hard = r"\s*\n\s*|\s+(?=[•●▪◦‣]\s*)"
    weak = rf"{hard}|(?<=\S)\s{{2,}}(?=[\"'‘“(]?[A-Z0-9])"
    for fast, plain in ((HARD, hard), (WEAK, weak)):
        assert [found.span() for found in fast.finditer(text)] == [
            found.span() for found in re.finditer(plain, text)
        ]


@given(marks)
def test_a_text_without_marks_of_paragraphs_is_not_searched_for_them(text: str) -> None:
    for pattern in (HARD, WEAK):
        first, last = len(text) - len(text.lstrip()), len(text.rstrip())
        found = [match.end() for match in pattern.finditer(text)]
        assert paragraph_starts(text, pattern) == [0, *(at for at in found if first < at < last)]


@given(marks)
def test_a_cell_without_marks_is_one_value(text: str) -> None:
    for mark in (HARD_MARK, WEAK_MARK):
        parted = [piece.strip() for piece in mark.split(text) if piece.strip()]
        assert [piece.string for piece in _split(Text.of(text, 0), mark)] == parted


@given(st.text(alphabet="Ab1 -/(._é9", max_size=10))
@example("Agreed (4)")
def test_a_total_gives_its_label_without_a_second_look(line: str) -> None:
    found = TOTAL.fullmatch(line)
    by_trial = re.fullmatch(r"\W*([A-Za-z][A-Za-z /()-]*?)\W*(\d{1,4})\W*", line)
    assert (found is None) == (by_trial is None)
    if found and by_trial:
        assert (fold(found[1]), found[2]) == (fold(by_trial[1]), by_trial[2])


@given(st.text(alphabet="aZ1 -'’éﬁ•.\n", min_size=100, max_size=300))
@example(" ".join(["agreed"] * 30))
@example("agreed" + 300 * ".")
def test_a_text_said_to_outgrow_all_responses_is_longer_than_they_are(text: str) -> None:
    assert not _outgrows_responses(text) or len(fold(text[: 2 * MOST_FOLDED])) > MOST_FOLDED


said = st.lists(st.sampled_from("The the staff’s staff's re-view ﬁt fit – will do".split()))


@given(said, st.integers(0, 12))
@example("We will do the staff's re-view".split(), 2)
def test_an_overlap_is_the_longest_head_that_a_text_ends_with(words: list[str], at: int) -> None:
    before, after = " ".join(words), " ".join([*words[at:], "and", "more"])
    ends = [found.end() for found in re.finditer(r"\S+", after)][FEWEST_WORDS - 1 : 30]
    repeated = [end for end in ends if fold(before).endswith(fold(after[:end]))]
    assert overlap(Text.of(before, 0), Text.of(after, 0)) == max(repeated, default=0)


@given(st.text(alphabet="a1.)(]”’! \n", max_size=20))
def test_a_text_is_unfinished_where_no_end_is_found_in_it(text: str) -> None:
    assert is_unfinished(text) == (TERMINAL.search(text) is None)


@given(st.lists(st.sampled_from("The review of xof including-of including . , \n".split(" "))))
def test_a_row_goes_on_with_a_broken_sentence_however_long_it_is(words: list[str]) -> None:
    before = " ".join(words)
    goes_on = starts_inside("The text", before, is_page_first=False, has_values=True)
    assert goes_on == bool(before.strip() and BROKEN.search(before.strip()))


lines = st.lists(
    st.sampled_from("pro gress PROGRESS progreſs commıtm gaİnst up date ommitm Prog-ress é".split())
)


@given(st.one_of(st.text(), lines.map("".join), lines.map(" ".join)))
def test_a_line_hints_at_progress_in_letters_of_any_size(line: str) -> None:
    wanted = r"rogr\W*es|pro\W*gress|ommit\W*m|gainst|update|progres"
    assert _hints_at_heading(line) == bool(re.search(wanted, line, re.IGNORECASE))


@given(st.text(alphabet="19.abhixz)( ", max_size=12))
def test_a_text_may_hold_a_number_where_one_of_its_ways_is_found(text: str) -> None:
    whole = re.search(r"\d\.\d|\d[a-h]|[a-hivx]\)", text)
    assert (MAY_NUMBER.search(text) is not None) == (whole is not None)


ways = "Action Milestone Commitment 1 2 1.1 1.2 a. b. i. ii. (a) 1a We Then – : .".split()


@given(st.lists(st.sampled_from(ways), min_size=1, max_size=8).map(" ".join))
@example("Action 1 : We")
@example("a. We b. Then")
def test_a_text_that_numbers_its_entries_may_hold_a_number(text: str) -> None:
    rows = table({"action": text})
    for family in FAMILIES:
        if any(_marks_of(family, rows, "1")):
            read = rows[0].action.string
            assert MAY_NUMBER.search(read) or MAY_OPEN.match(read)


@given(st.text(), st.integers(0, 40))
@example("Not agreed’s é ﬁ", 3)
def test_a_folded_text_is_its_words_and_begins_as_its_head_does(text: str, at: int) -> None:
    plain = unicodedata.normalize("NFKD", text).casefold().replace("'", "").replace("’", "")
    assert fold(text).split() == re.findall(r"[a-z0-9]+", plain)
    assert fold(text).startswith(fold(text[:at]))


scores = st.one_of(st.sampled_from([-2.0, 0.0, 1.0, 1.0 + 1e-9]), st.floats(SCRAP_COST - 1, 12))
cells = st.lists(st.lists(scores, min_size=1, max_size=7), max_size=6)


@given(cells)
def test_roles_that_nothing_disputes_are_those_that_score_most(drawn: list[list[float]]) -> None:
    undisputed = _undisputed(drawn)
    assert undisputed is None or tuple(undisputed) == _best_in_order(drawn)
