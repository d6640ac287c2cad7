"""Headings inside the table: who is addressed, and where the progress begins.

Exports cut these headings over cells, double or lose letters at the cut, put a stray digit in
between, and let the month slip into the owner's cell. A heading is therefore looked for in the
joined row, letter by letter with a few errors allowed, and cut out of the cells that it lies in.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import regex
from rapidfuzz import fuzz

from plananalysis.grid import Row
from plananalysis.sourcetext import EMPTY, Text, join
from plananalysis.vocabulary import addressees, fold, headings

MONTHS = (
    "january february march april may june july august september october november december".split()
)
# Between two letters of a heading may stand the edge of a cell, a space, a hyphen.
GAP = r"[\W_]{0,4}"


@dataclass(frozen=True, slots=True)
class ProgressHeading:
    """A progress heading found in a row, the texts it was made of, and the row without it.

    `month` is `YYYY-MM` or None where it was lost; `number` the recommendation that it names.
    `is_cut` says that it was broken, misread or incomplete.
    """

    month: str | None
    number: str | None
    parts: tuple[Text, ...]
    rest: Row
    is_cut: bool


@dataclass(frozen=True, slots=True)
class AddresseeHeading:
    """A section heading that names the body addressed; None where it names none."""

    addressee: str | None
    is_cut: bool


def _spaced(words: str) -> str:
    return GAP.join(words.replace(" ", ""))


@cache
def _phrase_pattern() -> regex.Pattern[str]:
    """The wordings of a progress heading, each letter by letter, one error in seven allowed."""
    options = [
        rf"(?:{_spaced(wording)}){{e<={max(1, len(wording.replace(' ', '')) // 7 + 1)}}}"
        for wording in sorted(headings("progress"), key=len, reverse=True)
    ]
    return regex.compile("|".join(options), regex.IGNORECASE | regex.BESTMATCH)


@cache
def _exact_pattern() -> regex.Pattern[str]:
    """The same wordings as they should be printed, at the start of a cell or of a sentence."""
    options = "|".join(
        r"\s+".join(wording.split())
        for wording in sorted(headings("progress"), key=len, reverse=True)
    )
    return regex.compile(rf"(?:{options})\b", regex.IGNORECASE)


# Cheap test that goes before the fuzzy search: most rows hold none of these.
HINT = regex.compile(r"rogr\W*es|pro\W*gress|ommit\W*m|gainst|update|progres", regex.IGNORECASE)
RECOMMENDATION = regex.compile(
    rf"[\W_\d]{{0,8}}(?:for{GAP})?(?:{_spaced('recommendation')}){{e<=3}}", regex.IGNORECASE
)
# '1 1.1 An HMPPS strategy': the first number is the recommendation's, the second an entry's.
NUMBER = regex.compile(r"[\W_]{0,4}(\d{1,3}(?:\.\d{1,2})?)(?![\d.]*\d|\.\d)(?=[\W_]|$)")
MONTH_NAME = "|".join(
    f"(?P<m{i}>(?:{_spaced(name)}){{e<=1}}|{name[:3]}\\.?(?![a-z]))"
    for i, name in enumerate(MONTHS, 1)
)
MONTH = regex.compile(
    rf"[\W_]{{0,6}}(?:[\w!]{{1,2}}[\W_]{{1,4}})?\(?{GAP}(?:{MONTH_NAME}){GAP}[a-z]?{GAP}"
    rf"(?P<year>2{GAP}0{GAP}\d{GAP}\d|(?!20)\d\d)(?!\d){GAP}\)?",
    regex.IGNORECASE,
)
MONTH_ONLY = regex.compile(rf"[\W_]{{0,6}}\({GAP}(?:{MONTH_NAME}){GAP}(?=$|\t)", regex.IGNORECASE)
OPENING = regex.compile(r"\s*\([\W_]*(?=\t|$)")
# What stands before a heading in its row is a scrap of it: 'Prog|Progress', ', |Progress'.
LONGEST_SCRAP = 12
FULL_STOP = regex.compile(r"\s*[:.]+")


def find_progress_heading(row: Row, months: tuple[str, ...] = ()) -> ProgressHeading | None:
    """The progress heading that begins in this row, None where there is none.

    It stands at the start of the row's text or of one of its cells; text behind it in the same
    cell is left in `rest`.
    """
    if not HINT.search(row.plain):
        return None
    joined = "\t".join(cell.string for cell in row.cells)
    starts = [0]
    for cell in row.cells:
        starts.append(starts[-1] + len(cell.string) + 1)
    found = _find_phrase(joined, starts[:-1])
    if found is None:
        return None
    first, last, is_fuzzy = found
    end = last
    number = None
    match = RECOMMENDATION.match(joined, end)
    if match:
        end = match.end()
        numbered = NUMBER.match(joined, end)
        if numbered:
            number, end = numbered.group(1), numbered.end()
    month, end_of_month = _read_month(joined, end, starts)
    cuts = [(first, end)]
    if end_of_month is not None:
        cuts.append(end_of_month) if end_of_month[0] > end else cuts.__setitem__(
            0, (first, end_of_month[1])
        )
    else:
        opening = OPENING.match(joined, end)
        if opening:
            cuts[0] = (first, opening.end())
    tail = FULL_STOP.match(joined, cuts[-1][1])
    if tail:
        cuts[-1] = (cuts[-1][0], tail.end())
    if match is None and end_of_month is None and not _is_alone(joined, cuts[0]):
        return None
    parts, rest = _cut_out(row, starts, cuts)
    lead = joined[: cuts[0][0]]
    if len(lead.strip()) > LONGEST_SCRAP:
        return None
    is_cut = (
        is_fuzzy or month is None or "\t" in joined[first : cuts[0][1]].strip() or len(cuts) > 1
    )
    return ProgressHeading(month, number, parts, rest, is_cut)


def _find_phrase(joined: str, starts: list[int]) -> tuple[int, int, bool] | None:
    """Where the phrase stands: exact at a cell's start, else with errors at the row's start."""
    for start in starts:
        at = start
        while at < len(joined) and not joined[at].isalnum() and joined[at] != "\t":
            at += 1
        match = _exact_pattern().match(joined, at)
        if match:
            return at, match.end(), False
    filled = joined.lstrip("\t ,.'-–1234567890")
    at = len(joined) - len(filled)
    if not HINT.search(joined, at, at + 40):
        return None
    match = _phrase_pattern().search(joined, at, min(at + 70, len(joined)))
    if match and match.start() - at <= 8 and match.group()[:1].isalpha():
        start = match.start() if match.start() - at > 4 else at
        return start, match.end(), True
    return None


def _read_month(
    joined: str, end: int, starts: list[int]
) -> tuple[str | None, tuple[int, int] | None]:
    """The month behind a heading: right behind it, or at the start of a later cell."""
    for at in [end, *(start for start in starts[:-1] if start > end)]:
        match = MONTH.match(joined, at)
        if match and (at == end or "(" in match.group()):
            name = next(i for i in range(1, 13) if match.group(f"m{i}"))
            year = "".join(filter(str.isdigit, match.group("year")))
            year = year if len(year) == 4 else f"20{year}"
            return f"{year}-{name:02d}", (at, match.end())
        if at == end:
            match = MONTH_ONLY.match(joined, at)
            if match:
                return None, (at, match.end())
    return None, None


def _is_alone(joined: str, cut: tuple[int, int]) -> bool:
    """Is there nothing else in the cell that the heading stands in?"""
    behind = joined[cut[1] :].split("\t", 1)[0]
    return not any(character.isalpha() for character in behind)


def _cut_out(
    row: Row, starts: list[int], cuts: list[tuple[int, int]]
) -> tuple[tuple[Text, ...], Row]:
    """The texts under the cuts and before the first of them, and the row without them."""
    spans = [(0, cuts[0][1]), *cuts[1:]]
    parts, cells = [], []
    for cell, start in zip(row.cells, starts, strict=False):
        rest = cell
        for first, last in reversed(spans):
            low, high = max(first - start, 0), min(last - start, len(cell))
            if low < high:
                parts.append(rest.slice(low, high))
                rest = join((rest.slice(0, low), rest.slice(high)), "")
        cells.append(rest)
    return tuple(parts), Row(tuple(cells), row.line, row.page, row.is_page_first)


SHOULD = regex.compile(r"s\s*ho+\s*u\s*l\s*d\s*:?\s*$|\bshould:?\s*$", regex.IGNORECASE)
SHOULD_END = regex.compile(rf"(?:{_spaced('should')}){{e<=2}}\W*$", regex.IGNORECASE)
TO_WHOM = regex.compile(
    r"^(?:(?:main|key|priority|all other)?\s*(?:concerns and )?recommendations?\s*:?\s*)?"
    r"(?:to|for)\s+(?:the\s+)?[A-Z][^.;]{2,90}?:?$",
    regex.IGNORECASE,
)
TO_PREFIX = regex.compile(
    r"^(?:(?:main|key|priority|all other)?\s*(?:concerns and )?recommendations?\s*:?\s*)?"
    r"(?:to|for)\s+",
    regex.IGNORECASE,
)


def find_addressee_heading(row: Row) -> AddresseeHeading | None:
    """The section heading that a row is (`… should:`, `To the Governor`), None where it is none."""
    cells = [row.cells[index].plain for index in row.filled]
    if not cells or sum(map(len, cells)) > 140:
        return None
    ends_with_should = (
        [variant for variant in _mend_cuts(cells) if SHOULD.search(variant)]
        if SHOULD_END.search("".join(cells[-3:]))
        else []
    )
    if ends_with_should:
        named = [SHOULD.sub("", variant).strip(" :") for variant in ends_with_should]
        return AddresseeHeading(_likeliest_body(named), len(cells) > 1)
    if len(cells) == 1 and TO_WHOM.match(cells[0]) and not cells[0].endswith((".", ",")):
        name = TO_PREFIX.sub("", cells[0]).strip(" :")
        score = max(fuzz.partial_ratio(fold(name), fold(body)) for body in addressees())
        if score >= 88:
            return AddresseeHeading(name, False)
    return None


def _mend_cuts(cells: list[str]) -> list[str]:
    """Every likely joining of cells cut in a word: whole, or less a letter doubled or astray."""
    variants = [cells[0]]
    for cell in cells[1:5]:
        variants = [
            left[: len(left) - dropped_left] + space + cell[dropped_right:]
            for left in variants
            for dropped_left, dropped_right in ((0, 0), (1, 0), (0, 1), (2, 0))
            for space in ("", " ")
        ]
    return list(dict.fromkeys(" ".join(variant.split()) for variant in variants))


def _likeliest_body(variants: list[str]) -> str | None:
    """The variant that is nearest to a body that is known; the plainest joining where none is."""
    scored = [
        (max(fuzz.ratio(variant.casefold(), body.casefold()) for body in addressees()), variant)
        for variant in variants
    ]
    best = max(score for score, _ in scored)
    chosen = next(variant for score, variant in scored if score == best)
    return chosen or None


def name_bodies(row: Row) -> Text:
    """All of a heading row as one text, for the account of what was read."""
    return join((cell for cell in row.cells if cell), " ") if row.cells else EMPTY
