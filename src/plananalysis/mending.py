"""Repairs of single rows of the table, each small, named, and said in a fault.

What a repair cannot put right is left as it is printed, and said too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from plananalysis.columns import NUMBER, TableRow
from plananalysis.postwords import STARTS, owner_likeness
from plananalysis.records import Fault
from plananalysis.segments import is_unfinished
from plananalysis.sourcetext import EMPTY, Text, join
from plananalysis.targets import TargetSpan, is_target, parse_target, scan_targets
from plananalysis.vocabulary import fold, read_response

Mended = tuple[TableRow, list[Fault]]
LEADING_NUMBER = re.compile(r"\s*(\d{1,3}(?:\.\d{1,3})?)[.):]?\s+(?=[A-Z‘'\"(])")
RESPONSE_BEHIND = re.compile(
    r"(?<=[a-z.)])\s+"
    r"((?:Partly |Partially |Not )?(?:Agreed|Accepted)(?: in principle)?|Rejected)\s*$"
)


def mend_row(row: TableRow) -> Mended:
    """The row with each repair applied that fits it, and what was done."""
    faults: list[Fault] = []
    for repair in REPAIRS:
        row, done = repair(row)
        faults.extend(done)
    return row, faults


def _fault(
    row: TableRow, code: str, message: str, before: str, after: str | None, *, mended: bool = True
) -> Fault:
    return Fault(row.line, code, message, mended, before, after)


MOST_PLACEHOLDER_WORDS = 3


def clear_placeholders(row: TableRow) -> Mended:
    """'N/A', 'TBC' or '-' for an action or an owner: the cell says that it is empty."""
    action, owner, target = (
        _stands_for_none(cell.plain) for cell in (row.action, row.owner, row.target)
    )
    if not (action or owner):
        return row, []
    # Without an action there is nothing that an empty target could belong to.
    target = target and (action or not row.action)
    marked = ((action, row.action), (owner, row.owner), (target, row.target))
    cells = [cell for is_empty, cell in marked if is_empty]
    fault = _fault(
        row,
        "empty_cell",
        "a cell says that it is empty; no action or owner was made of it",
        " | ".join(cell.plain for cell in cells),
        None,
    )
    emptied = replace(
        row,
        action=EMPTY if action else row.action,
        owner=EMPTY if owner else row.owner,
        target=EMPTY if target else row.target,
        explained=(*row.explained, *cells),
    )
    return emptied, [fault]


def _stands_for_none(string: str) -> bool:
    if not string or len(string.split()) > MOST_PLACEHOLDER_WORDS:
        return False
    parsed = parse_target(string)
    return parsed.target.state == "none" and not parsed.faults and not parsed.unread


def part_number_and_scrap(row: TableRow) -> Mended:
    """'1 Ensu | Ensure there is …': the number is kept, the cut letters are said to be a scrap."""
    string = row.number.string
    if not row.number or NUMBER.fullmatch(string):
        return row, []
    match = re.match(r"\W*(\d{1,3}(?:\.\d{1,3})?)[.):]?", string)
    if match:
        number, scrap = (
            row.number.slice(match.start(1), match.end(1)),
            row.number.slice(match.end()),
        )
    else:
        number, scrap = EMPTY, row.number
    fault = _fault(
        row,
        "scrap",
        "letters cut off a neighbouring cell stand in the number's column; left out",
        row.number.plain,
        number.plain or None,
    )
    return replace(row, number=number, explained=(*row.explained, scrap)), [fault]


def part_number_and_text(row: TableRow) -> Mended:
    """'7 Ensure that …' in the recommendation's column of a row with a response."""
    match = LEADING_NUMBER.match(row.recommendation.string)
    if row.number or not match or not row.response:
        return row, []
    number = row.recommendation.slice(match.start(1), match.end(1))
    text = row.recommendation.slice(match.end())
    fault = _fault(
        row,
        "number_in_text",
        "the number stood in the recommendation's cell; put back",
        row.recommendation.plain[:60],
        f"{number.plain} | {text.plain[:50]}",
    )
    return replace(row, number=number, recommendation=text), [fault]


def part_text_and_response(row: TableRow) -> Mended:
    """'… in court reports Agreed': a response glued behind the recommendation."""
    if row.response or not row.recommendation or not (row.number or row.action):
        return row, []
    match = RESPONSE_BEHIND.search(row.recommendation.string)
    if not match or read_response(match.group(1)) is None:
        return row, []
    text, response = (
        row.recommendation.slice(0, match.start()),
        row.recommendation.slice(match.start(1)),
    )
    fault = _fault(
        row,
        "response_in_text",
        "the response stood in the recommendation's cell; put back",
        row.recommendation.plain[-60:],
        f"{text.plain[-40:]} | {response.plain}",
    )
    return replace(row, recommendation=text, response=response), [fault]


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
            fault = _fault(
                row,
                "repeated_cell",
                "a cell repeats, cut, words of the cell beside it; left out",
                string,
                None,
            )
            fields = {field: EMPTY, "explained": (*row.explained, cell)}
            return replace(row, **fields), [fault]  # type: ignore[arg-type]
    return row, []


def _values_in(string: str) -> list[TargetSpan]:
    """The dates and states in a cell that holds other words too; unknown wordings do not count."""
    return [
        span
        for span in scan_targets(string)
        if span.parsed.understood and span.parsed.target.state != "none"
    ]


def part_owner_and_target(row: TableRow) -> Mended:
    """'Executive Director, HMPPS Change March 2026': the date glued behind the owner."""
    string = row.owner.string
    if row.target or not string.strip() or is_target(string) > 0.8 or not _values_in(string):
        return row, []
    options = []
    for match in re.finditer(r"(?<=\s)(?=[A-Z0-9])", string):
        rest = string[match.start() :].rstrip()
        spans = _values_in(rest)
        likeness = is_target(rest), owner_likeness(string[: match.start()].strip())
        is_covered = bool(spans) and spans[0].start == 0 and spans[-1].end == len(rest)
        if is_covered and likeness[0] >= 0.7 and likeness[1] >= 0.5:
            options.append((round(sum(likeness), 2), -match.start()))
    if not options:
        return row, []
    at = -max(options)[1]
    owner, target = row.owner.slice(0, at).strip(), row.owner.slice(at)
    fault = _fault(
        row,
        "owner_target_glued",
        "owner and target date stood in one cell; parted",
        row.owner.plain,
        f"{owner.plain} | {target.plain}",
    )
    return replace(row, owner=owner, target=target), [fault]


def part_target_and_owner(row: TableRow) -> Mended:
    """An owner glued before or behind the date in the target's cell."""
    if row.owner or not row.target:
        return row, []
    string = row.target.string
    spans = _values_in(string)
    if len(spans) != 1:
        return row, []
    first, last = spans[0].start, spans[0].end
    before, after = string[:first].strip(), string[last:].strip()
    rest = before or after
    if bool(before) == bool(after) or owner_likeness(rest) < 0.75 or len(rest.split()) < 2:
        return row, []
    target = row.target.slice(first, last)
    owner = row.target.slice(0, first) if before else row.target.slice(last)
    fault = _fault(
        row,
        "owner_target_glued",
        "owner and target date stood in one cell; parted",
        row.target.plain,
        f"{owner.plain} | {target.plain}",
    )
    return replace(row, owner=owner, target=target), [fault]


def drop_repeats(row: TableRow) -> Mended:
    """Words that the export repeats right behind themselves, once or over and over: kept once."""
    action, dropped = _without_repeats(row.action)
    recommendation, others = _without_repeats(row.recommendation)
    dropped.extend(others)
    if not dropped:
        return row, []
    faults = [
        _fault(
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
    starts = [match.start() for match in re.finditer(r"\S+", text.string)]
    repeats = find_repeats(text.string.split())
    if not repeats:
        return text, []
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


def _are_same(words: Sequence[str], left: Sequence[int], right: Sequence[int]) -> bool:
    return [words[at] for at in left] == [words[at] for at in right]


def _put_back(seen: dict[tuple[str, ...], int], key: tuple[str, ...], before: int | None) -> None:
    if before is None:
        del seen[key]
    else:
        seen[key] = before


def drop_text_beside(row: TableRow) -> Mended:
    """An owner's cell that holds words of a text, as where the page was cut at the right."""
    string = row.owner.plain
    if not string or owner_likeness(string) >= 0.4 or row.target or _values_in(string):
        return row, []
    fault = _fault(
        row,
        "scrap",
        "words that are no owner stand in the owner's column; left out",
        string,
        None,
        mended=False,
    )
    return replace(row, owner=EMPTY, explained=(*row.explained, row.owner)), [fault]


def drop_text_for_target(row: TableRow) -> Mended:
    """Ends of text lines that stand in the target's column where a page was cut."""
    string = row.target.plain
    if not string or row.owner or not string[:1].islower() or is_target(string) >= 0.8:
        return row, []
    fault = _fault(
        row,
        "scrap",
        "words that are no date or state stand in the target's column; left out",
        string,
        None,
        mended=False,
    )
    return replace(row, target=EMPTY, explained=(*row.explained, row.target)), [fault]


def part_stack(row: TableRow) -> Mended:
    """Owners and dates glued one behind the other in one cell, with scraps of cut text between."""
    cell = (
        row.owner
        if row.owner and not row.target
        else row.target
        if row.target and not row.owner
        else EMPTY
    )
    spans = _values_in(cell.string)
    if not spans or is_target(cell.string) > 0.8:
        return row, []
    edges = [0, *(edge for span in spans for edge in (span.start, span.end)), len(cell)]
    between = [
        cell.slice(first, last).strip() for first, last in zip(edges[::2], edges[1::2], strict=True)
    ]
    owners = [piece for piece in between if owner_likeness(piece.plain) >= 0.8]
    if not owners:
        return row, []
    scraps = tuple(piece for piece in between if piece and piece not in owners)
    owner, target = (
        join(owners, "\n"),
        join([cell.slice(span.start, span.end) for span in spans], "\n"),
    )
    fault = _fault(
        row,
        "owner_target_glued",
        "owners and target dates stood in one cell; parted",
        cell.plain,
        f"{owner.plain} | {target.plain}",
    )
    return replace(row, owner=owner, target=target, scraps=(*row.scraps, *scraps)), [fault]


REPAIRS: tuple[Callable[[TableRow], Mended], ...] = (
    clear_placeholders,
    part_number_and_scrap,
    part_number_and_text,
    part_text_and_response,
    drop_repeated_neighbour,
    drop_repeats,
    part_owner_and_target,
    part_target_and_owner,
    part_stack,
    drop_text_beside,
    drop_text_for_target,
)


def put_back_tail(row: TableRow, known: Collection[str]) -> Mended:
    """An owner's cell that begins with the last words of the text beside it.

    `known` are posts that stand alone in other cells of the plan.
    """
    string = row.owner.string
    if not row.action or not string.strip() or not is_unfinished(row.action.string):
        return row, []
    for match in re.finditer(r"(?<=\s)(?=[A-Z])", string):
        head, rest = string[: match.start()].strip(), string[match.start() :]
        is_closed = head.endswith((".", ":", ";", "?"))
        is_text = is_closed or head[:1].islower() or head[:1].isdigit()
        is_post = STARTS.match(rest) or any(rest.startswith(name) for name in known)
        if is_text and (is_post or (is_closed and owner_likeness(rest.strip()) >= 0.75)):
            tail, owner = row.owner.slice(0, match.start()).strip(), row.owner.slice(match.start())
            fault = _fault(
                row,
                "tail_in_owner",
                "the end of the text stood in the owner's cell; put back",
                row.owner.plain,
                f"{tail.plain} | {owner.plain}",
            )
            return replace(row, action=join((row.action.strip(), tail)), owner=owner), [fault]
    return row, []


def overlap(before: Text, after: Text) -> int:
    """How many characters of `after` repeat the end of `before`, at least four words of them."""
    left, right = before.plain, after.string
    words = list(re.finditer(r"\S+", right))
    for count in range(min(len(words), 30), 3, -1):
        head = right[words[0].start() : words[count - 1].end()]
        if fold(left).endswith(fold(head)):
            return words[count - 1].end()
    return 0
