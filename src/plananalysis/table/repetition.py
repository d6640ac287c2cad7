"""Words that the export prints again: right behind themselves, or cut in the cell beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from rapidfuzz import fuzz

from plananalysis.readers.sourcetext import EMPTY, Text, join
from plananalysis.table.columns import TableRow
from plananalysis.table.repairs import Mended, repair_fault
from plananalysis.wording.vocabulary import fold, read_response


def drop_repeated_neighbour(row: TableRow) -> Mended:
    """A cell that holds, cut, what its neighbour holds whole.

    The text of a recommendation that opens here is none, however much of it the action says again.
    """
    action = row.action.plain
    opens = bool(row.recommendation) and bool(row.number or read_response(row.response.string))
    for field, cell in (("response", row.response), ("recommendation", row.recommendation)):
        string = cell.plain
        is_own = opens if field == "recommendation" else read_response(string)
        if len(string) < 25 or not action or is_own:
            continue
        if fuzz.partial_ratio(string, action) >= 84 and len(string) < len(action):
            fault = repair_fault(
                row,
                "repeated_cell",
                "a cell repeats, cut, words of the cell beside it; left out",
                string,
                None,
            )
            fields = {field: EMPTY, "explained": (*row.explained, cell)}
            return replace(row, **fields), [fault]  # type: ignore[arg-type]
    return row, []


def drop_repeats(row: TableRow) -> Mended:
    """Words that the export repeats right behind themselves, once or over and over: kept once."""
    action, dropped = _without_repeats(row.action)
    recommendation, others = _without_repeats(row.recommendation)
    dropped.extend(others)
    if not dropped:
        return row, []
    faults = [
        repair_fault(
            row,
            "repeated_words",
            "words are repeated right behind themselves; kept once",
            one.plain,
            None,
        )
        for one in dropped
    ]
    mended = replace(
        row, action=action, recommendation=recommendation, explained=(*row.explained, *dropped)
    )
    return mended, faults


def _without_repeats(text: Text) -> tuple[Text, list[Text]]:
    repeats = find_repeats(text.string.split())
    if not repeats:
        return text, []
    starts = [match.start() for match in re.finditer(r"\S+", text.string)]
    # A word goes with the space behind it; what stands before the first goes with that.
    edges = [0, *starts[1:], len(text)]
    dropped = {at for repeat in repeats for at in repeat}
    kept = [at for at in range(len(starts)) if at not in dropped]
    return _words(text, edges, kept), [_words(text, edges, repeat) for repeat in repeats]


def _words(text: Text, edges: Sequence[int], which: Sequence[int]) -> Text:
    """These words of a text, `edges` being where each begins."""
    runs: list[list[int]] = []
    for at in which:
        if runs and runs[-1][1] == at:
            runs[-1][1] = at + 1
        else:
            runs.append([at, at + 1])
    return join([text.slice(edges[first], edges[last]) for first, last in runs], "")


# Four words are never said twice in a row on purpose; what repeats is at most a paragraph.
FEWEST_WORDS, MOST_WORDS = 4, 120


def find_repeats(words: Sequence[str]) -> list[list[int]]:
    """The places of words that only repeat those right before them, a list for each repetition.

    Each repetition is looked for in what the ones before it have left.
    """
    if not _repeat_at_all(words):
        return []
    left = list(range(len(words)))
    repeats: list[list[int]] = []
    seen: dict[tuple[str, ...], int] = {}
    log: list[tuple[tuple[str, ...], int | None]] = []
    at = 0
    while at + FEWEST_WORDS <= len(left):
        key = tuple(words[place] for place in left[at : at + FEWEST_WORDS])
        before = seen.get(key)
        length = 0 if before is None else at - before
        if FEWEST_WORDS <= length <= MOST_WORDS and _are_same(
            words, left[at - length : at], left[at : at + length]
        ):
            repeats.append(left[at : at + length])
            del left[at : at + length]
            # What stood behind has moved up, which places as near as this may see.
            for _ in range(min(at, MOST_WORDS)):
                at -= 1
                _put_back(seen, *log.pop())
            continue
        log.append((key, before))
        seen[key] = at
        at += 1
    return repeats


def _repeat_at_all(words: Sequence[str]) -> bool:
    """Is there a repetition at all? Told sooner than where all of them are."""
    # So many words must come again, and so many pairs of them.
    if len(words) - len(set(words)) < FEWEST_WORDS:
        return False
    if len(words) - 1 - len(set(pairwise(words))) < FEWEST_WORDS - 1:
        return False
    seen: dict[tuple[str, ...], int] = {}
    for at, run in enumerate(zip(*(words[at:] for at in range(FEWEST_WORDS)), strict=False)):
        before = seen.get(run)
        seen[run] = at
        if before is None or not FEWEST_WORDS <= at - before <= MOST_WORDS:
            continue
        if words[before:at] == words[at : 2 * at - before]:
            return True
    return False


def _are_same(words: Sequence[str], left: Sequence[int], right: Sequence[int]) -> bool:
    return [words[at] for at in left] == [words[at] for at in right]


def _put_back(seen: dict[tuple[str, ...], int], key: tuple[str, ...], before: int | None) -> None:
    if before is None:
        del seen[key]
    else:
        seen[key] = before


def overlap(before: Text, after: Text) -> int:
    """How many characters of `after` repeat the end of `before`, at least four words of them."""
    right = after.string
    head = right.split(None, FEWEST_WORDS)[:FEWEST_WORDS]
    if not head or _lacks_one(before.plain, head):
        return 0
    left = fold(before.plain)
    if fold(" ".join(head)) not in left:
        return 0
    words = list(re.finditer(r"\S+", right))
    for count in range(min(len(words), 30), FEWEST_WORDS - 1, -1):
        last = words[count - 1]
        # The last word alone settles most, and is folded in no time.
        if left.endswith(fold(last[0])) and left.endswith(
            fold(right[words[0].start() : last.end()])
        ):
            return last.end()
    return 0


def _lacks_one(text: str, words: Sequence[str]) -> bool:
    """Is one of the words surely no part of a text, however both are folded? Only True is sure."""
    # Beyond ASCII, and at an apostrophe, folding makes other letters, or brings them together.
    if not text.isascii() or "'" in text:
        return False
    small = text.lower()
    return any(word.isascii() and word.isalpha() and word.lower() not in small for word in words)
