"""Which cell of a row is what, however many columns the export kept on that page.

Exports drop columns that are empty on a page, add one for the entry numbers, or shift a row by a
column. The role of each cell is therefore chosen row by row: roles follow one another in the
table's order, each cell scores how like its content is to each role, and the columns of the page
on which other rows are clear lend their weight.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from plananalysis.dates.targets import is_target, scan_targets
from plananalysis.readers.grid import Row
from plananalysis.readers.sourcetext import EMPTY, Text
from plananalysis.table.responsecodes import NO_CODES, Codes
from plananalysis.wording.numbergroups import printed_group
from plananalysis.wording.postwords import owner_likeness
from plananalysis.wording.vocabulary import fold, read_response

ROLES = ("number", "recommendation", "response", "ref", "action", "owner", "target")
# Columns that only some plans have. No content tells them from others: only a header that names
# them calls a cell of theirs so.
PROGRESS_ROLES = ("progress", "progress 2", "progress 3", "progress 4")
NAMED_ROLES = ("revised", "status", *PROGRESS_ROLES, "other")
EVERY_ROLE = (*ROLES, *NAMED_ROLES)
# '7', '5.12', '3a'; in some plans 'R7', 'Recommendation 7', 'PC1' or 'Key concern 4'.
BEFORE_NUMBER = (
    r"(?:(?:R|Rec\.?|Recommendation|PC|KC|(?:(?:Priority|Key)\s+)?[Cc]oncern)(?:\s*No\.?)?\s*)?"
)
NUMBER = re.compile(rf"\W*{BEFORE_NUMBER}(?:\d{{1,3}}(?:\.\d{{1,3}})?[a-z]?)[.):]?\W*")
DOTTED = re.compile(r"\W*\d{1,3}\.\d{1,3}[.):]?\W*")
NUMBER_AND_SCRAP = re.compile(r"\W*(\d{1,3}(?:\.\d{1,3})?)[.):]?\s+[A-Za-z]{1,8}\W*")
# '1.4 We will …', '1.4.2 …', '1a. …', '1(a) …': what an action begins with, and no recommendation.
STARTS_WITH_REF = re.compile(
    r"\W*(?:\d{1,3}(?:\.\d{1,3}){1,2}\.?|\d{1,3}(?:\([a-h]\)|[a-h][.):]))\s+\S"
)
# A scrap is left over from letters that the export cut off a neighbouring cell.
SCRAP_COST = -3.0
# A column that only its header tells: its place decides where the row is as wide as the header.
NAMED, NOT_NAMED = 12.0, -2.0
SURE_RESPONSE = 8.0
RESPONSE = EVERY_ROLE.index("response")
LONGEST_CODE = 12
# By how much a role must lead to lead beyond all rounding.
LEAST_LEAD = 1e-6
# How much the likeness of a post counts that dates stand beside in its cell.
BESIDE_DATES = 0.9
MOST_CELLS = 24


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of the action table by role.

    `progress` is what each column of reports says of the row's action, EMPTY where it says nothing;
    `status` is the state that is reported, `revised` the date to which the target was moved.
    `scraps` are the cells that fit no role, `explained` those that a repair took out and a fault
    holds.
    `is_unowned`: its owner's cell says that there is none.
    `is_restored`: it was told apart in running text, so what it holds is inferred.
    """

    line: int
    page: int
    is_page_first: bool
    number: Text = EMPTY
    recommendation: Text = EMPTY
    response: Text = EMPTY
    ref: Text = EMPTY
    action: Text = EMPTY
    owner: Text = EMPTY
    target: Text = EMPTY
    status: Text = EMPTY
    revised: Text = EMPTY
    progress: tuple[Text, ...] = ()
    scraps: tuple[Text, ...] = ()
    explained: tuple[Text, ...] = ()
    is_unowned: bool = False
    is_restored: bool = False


Prior = Mapping[tuple[int, int], Mapping[str, float]]
# What a role gains at a place of the table: its place in EVERY_ROLE, and how much.
Gains = tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """What the rows of a document tell about its columns.

    `by_page` and `by_width` give, for a column of a page and of rows so many cells wide, the share
    of clear cells in each role; `header` the roles that the header row names; `is_dotted` whether
    recommendations are numbered `5.12`; `codes` the short answers in which
    the responses are written.
    """

    header: tuple[str | None, ...]
    is_dotted: bool
    by_page: Prior
    by_width: Prior
    codes: Codes = field(default_factory=dict)
    _gains: dict[tuple[int, int], tuple[Gains, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def gains(self, page: int, width: int) -> tuple[Gains, ...]:
        """What each column adds to the roles of its cells, to be added in this order."""
        known = self._gains.get((page, width))
        if known is None:
            known = tuple(tuple(self._weigh(page, width, at)) for at in range(width))
            self._gains[page, width] = known
        return known

    def _weigh(self, page: int, width: int, at: int) -> Iterator[tuple[int, float]]:
        named = self.header[at] if at < len(self.header) else None
        is_full_width = width == len(self.header)
        if named in NAMED_ROLES and is_full_width:
            yield EVERY_ROLE.index(named), NAMED - NOT_NAMED
        by_page, by_width = self.by_page.get((page, at), {}), self.by_width.get((width, at), {})
        for role in by_page.keys() | by_width.keys():
            share = 3.0 * by_page.get(role, 0.0) + 1.5 * by_width.get(role, 0.0)
            yield EVERY_ROLE.index(role), share
        if named in EVERY_ROLE:
            yield EVERY_ROLE.index(named), 1.5 if is_full_width else 0.5


def learn_columns(
    rows: Sequence[Row], header: tuple[str | None, ...], codes: Codes = NO_CODES
) -> Columns:
    """What the clear rows say of each page's columns."""
    dotted = plain = 0
    for row in rows:
        filled = row.filled
        first = row.cells[filled[0]].string if len(filled) > 1 else ""
        is_dotted = bool(DOTTED.fullmatch(first))
        if not (is_dotted or NUMBER.fullmatch(first)):
            continue
        answers = (row.cells[at].string for at in filled[1:4])
        if any(read_response(answer) or _is_code(answer, codes) for answer in answers):
            dotted += is_dotted
            plain += not is_dotted
    columns = Columns(header, dotted > plain, {}, {}, codes)
    for _ in range(2):
        by_page: dict[tuple[int, int], Counter[str]] = defaultdict(Counter)
        by_width: dict[tuple[int, int], Counter[str]] = defaultdict(Counter)
        for row in rows:
            if len(row.filled) < 2 or len(row.filled) > MOST_CELLS:
                continue
            for at, role in assign_roles(row, columns).items():
                if role != "scrap":
                    by_page[row.page, at][role] += 1
                    by_width[len(row.cells), at][role] += 1
        columns = Columns(header, columns.is_dotted, _shares(by_page), _shares(by_width), codes)
    return columns


def _is_code(string: str, codes: Codes) -> bool:
    return bool(codes) and len(string) <= LONGEST_CODE and fold(string) in codes


def _shares(counts: Mapping[tuple[int, int], Counter[str]]) -> Prior:
    # One is added below, so that a single row weighs less than many.
    return {
        key: {role: count / (sum(roles.values()) + 1) for role, count in roles.items()}
        for key, roles in counts.items()
    }


def assign_roles(row: Row, columns: Columns) -> dict[int, str]:
    """The role of each filled cell by its index: the best reading in the table's order."""
    cells = _scores(row, columns)
    chosen = _undisputed(cells) or _best_in_order(cells)
    roles = {
        at: "scrap" if role is None else EVERY_ROLE[role]
        for at, role in zip(row.filled, chosen, strict=True)
    }
    present = set(roles.values())
    is_beside_values = bool(present & {"owner", "target"})
    if is_beside_values and not present & {"action", "response", "number"}:
        # Owners and dates answer actions: beside them a lone text is an action.
        return {at: "action" if role == "recommendation" else role for at, role in roles.items()}
    return roles


@lru_cache(maxsize=256)
def _not_named(header: tuple[str | None, ...]) -> tuple[float, ...]:
    """What a cell scores as each of NAMED_ROLES, up to the last that the header names, where its
    column is not known to be one.
    """
    scores = [NOT_NAMED if role in header else -math.inf for role in NAMED_ROLES]
    while scores and scores[-1] == -math.inf:
        scores.pop()
    return tuple(scores)


def _scores(row: Row, columns: Columns) -> list[list[float]]:
    """What each filled cell scores as each of EVERY_ROLE, by its content and by its column."""
    not_named, gains = _not_named(columns.header), columns.gains(row.page, len(row.cells))
    cells = []
    for at in row.filled:
        string = row.cells[at].string
        scores = [*_content_scores(string, columns.is_dotted), *not_named]
        if _is_tail(row, at, columns.header):
            scores[RESPONSE] = min(scores[RESPONSE], SCRAP_COST)
        if columns.codes and _is_code(string, columns.codes):
            scores[RESPONSE] = SURE_RESPONSE
        for role, gain in gains[at]:
            scores[role] += gain
        cells.append(scores)
    return cells


def _is_tail(row: Row, at: int, header: tuple[str | None, ...]) -> bool:
    """May a cell be the end of what the row before says: 'support', 'declined'?

    It stands in a column that is known not to be that of responses, which is empty, in a row
    without a number.
    """
    if len(row.cells) != len(header) or header[at] in (None, "response"):
        return False
    has_response = "response" in header and bool(row.cells[header.index("response")])
    return not has_response and not NUMBER.fullmatch(row.cells[row.filled[0]].string)


def _undisputed(cells: Sequence[Sequence[float]]) -> list[int | None] | None:
    """The likeliest role of each cell (None: a scrap) where these stand in the table's order.

    No other reading scores as much then. None where they do not, or where another scores so nearly
    as much that the sums of `_best_in_order` might not tell them apart.
    """
    chosen: list[int | None] = []
    last = -1
    for scores in cells:
        ranked = sorted((SCRAP_COST, *scores))
        best = ranked[-1]
        if best - ranked[-2] < LEAST_LEAD:
            return None
        if best == SCRAP_COST:
            chosen.append(None)
            continue
        likeliest = scores.index(best)
        if likeliest <= last:
            return None
        chosen.append(likeliest)
        last = likeliest
    return chosen


def _best_in_order(cells: Sequence[Sequence[float]]) -> Sequence[int | None]:
    """The roles (None: a scrap) that score most together, each behind the one before."""
    # (last, score, roles) of the cells so far, where `last` is the last role taken. Only what a
    # later last role pays for is kept: each state scores more than those before it.
    best: list[tuple[int, float, tuple[int | None, ...]]] = [(-1, 0.0, ())]
    for scores in cells:
        # A role that gains less than a scrap is none: the scrap leaves every later role free.
        options = [(role, gain) for role, gain in enumerate(scores) if gain > SCRAP_COST]
        step: dict[int, tuple[int, float, tuple[int | None, ...]]] = {}
        for last, score, taken in best:
            if last not in step or score + SCRAP_COST > step[last][1]:
                step[last] = (last, score + SCRAP_COST, (*taken, None))
            for role, gain in options:
                if role > last and (role not in step or score + gain > step[role][1]):
                    step[role] = (role, score + gain, (*taken, role))
        best = []
        for _, state in sorted(step.items()):
            if not best or state[1] > best[-1][1]:
                best.append(state)
    return best[-1][2]


def read_row(row: Row, columns: Columns) -> TableRow:
    """The row by role."""
    if len(row.filled) > MOST_CELLS:
        return TableRow(row.line, row.page, row.is_page_first, scraps=row.cells)
    roles = assign_roles(row, columns)
    by_role = {role: row.cells[at] for at, role in roles.items() if role != "scrap"}
    return TableRow(
        row.line,
        row.page,
        row.is_page_first,
        number=by_role.get("number", EMPTY),
        recommendation=by_role.get("recommendation", EMPTY),
        response=by_role.get("response", EMPTY),
        ref=by_role.get("ref", EMPTY),
        action=by_role.get("action", EMPTY),
        owner=by_role.get("owner", EMPTY),
        target=by_role.get("target", EMPTY),
        status=by_role.get("status", EMPTY),
        revised=by_role.get("revised", EMPTY),
        progress=tuple(
            by_role.get(role, EMPTY) for role in PROGRESS_ROLES if role in columns.header
        ),
        scraps=tuple(row.cells[at] for at, role in roles.items() if role in ("scrap", "other")),
    )


def _owner_beside_dates(text: str) -> float:
    """How like a post the best of the pieces between the dates of a short cell is."""
    if len(text) > 200:
        return 0.0
    spans = scan_targets(text)
    if not spans:
        return 0.0
    edges = [0, *(edge for span in spans for edge in (span.start, span.end)), len(text)]
    pieces = [text[first:last].strip() for first, last in zip(edges[::2], edges[1::2], strict=True)]
    return BESIDE_DATES * max(owner_likeness(piece) for piece in pieces)


@lru_cache(maxsize=16384)
def _content_scores(string: str, is_dotted: bool) -> tuple[float, ...]:
    """How like a cell's content is to each of ROLES, in the unit of a log-likelihood."""
    text = string.strip()
    words = len(text.split())
    target = is_target(text)
    scores = dict.fromkeys(ROLES, -6.0)
    group = printed_group(text) if text[-1:].isdigit() and target <= 0.5 else None
    if group or NUMBER.fullmatch(text):
        has_dots = "." in group if group else bool(DOTTED.fullmatch(text))
        scores["number"] = -1.0 if has_dots and not is_dotted else 7.0
        scores["ref"] = 6.0 if has_dots else -5.0
        # '12/24' may be a date that nobody can be sure of.
        scores["target"] = 1.0 if target > 0.5 else -4.0 if group else -6.0
        return tuple(scores.values())
    owner = owner_likeness(text)
    if owner < BESIDE_DATES:
        owner = max(owner, _owner_beside_dates(text))
    if NUMBER_AND_SCRAP.fullmatch(text) and target < 0.5:
        scores["number"] = 3.0
    elif words and len(text) / words <= 2.6:
        scores["number"] = -1.0
    if read_response(text) is not None:
        scores["response"] = SURE_RESPONSE
    if words > 4 and target < 0.5 and owner < 0.75:
        scores["action"] = 2.0 + min(words, 40) / 20
        scores["recommendation"] = scores["action"] - (9.0 if STARTS_WITH_REF.match(text) else 0.3)
    elif words:
        scores["action"] = scores["recommendation"] = 0.0 if words > 2 else -1.5
    scores["owner"] = max(scores["owner"], 8.0 * owner - 4.0 - 0.02 * words)
    scores["target"] = max(scores["target"], 10.0 * target - 4.0)
    return tuple(scores.values())
