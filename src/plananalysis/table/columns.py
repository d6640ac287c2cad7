"""Which cell of a row is what, however many columns the export kept on that page.

Exports drop columns that are empty on a page, add one for the entry numbers, or shift a row by a
column. The role of each cell is therefore chosen row by row: roles follow one another in the
table's order, each cell scores how like its content is to each role, and the columns of the page
on which other rows are clear lend their weight.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from plananalysis.readers.grid import Row
from plananalysis.readers.sourcetext import EMPTY, Text
from plananalysis.table.likeness import DOTTED, NUMBER, ROLES, SURE_RESPONSE, content_scores
from plananalysis.table.responsecodes import NO_CODES, Codes
from plananalysis.wording.vocabulary import fold, read_response

# Columns that only some plans have. No content tells them from others: only a header that names
# them calls a cell of theirs so.
PROGRESS_ROLES = ("progress", "progress 2", "progress 3", "progress 4")
NAMED_ROLES = ("revised", "status", *PROGRESS_ROLES, "other")
EVERY_ROLE = (*ROLES, *NAMED_ROLES)
PLACE: Mapping[str | None, int] = {role: place for place, role in enumerate(EVERY_ROLE)}
RESPONSE, RECOMMENDATION, ACTION = PLACE["response"], PLACE["recommendation"], PLACE["action"]
OPENING = frozenset({ACTION, RESPONSE, PLACE["number"]})
VALUES = frozenset({PLACE["owner"], PLACE["target"]})
OTHER = PLACE["other"]
# A scrap is left over from letters that the export cut off a neighbouring cell.
SCRAP_COST = -3.0
# A column that only its header tells: its place decides where the row is as wide as the header.
NAMED, NOT_NAMED = 12.0, -2.0
LONGEST_CODE = 12
# By how much a role must lead to lead beyond all rounding.
LEAST_LEAD = 1e-6
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


# The share of clear cells in each role, by the place of the role in EVERY_ROLE.
Shares = Mapping[int, float]
# What a role gains at a place of the table: its place in EVERY_ROLE, and how much.
Gains = tuple[tuple[int, float], ...]
# What each filled cell of a row scores as each of EVERY_ROLE by what it holds.
Contents = Sequence[Sequence[float]]


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
    by_page: Mapping[tuple[int, int], Shares] = field(default_factory=dict)
    by_width: Mapping[tuple[int, int], Shares] = field(default_factory=dict)
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
            yield PLACE[named], NAMED - NOT_NAMED
        by_page, by_width = self.by_page.get((page, at), {}), self.by_width.get((width, at), {})
        for role, share in by_page.items():
            yield role, 3.0 * share + 1.5 * by_width.get(role, 0.0)
        for role, share in by_width.items():
            if role not in by_page:
                yield role, 1.5 * share
        if named in PLACE:
            yield PLACE[named], 1.5 if is_full_width else 0.5


def read_rows(
    rows: Sequence[Row], header: tuple[str | None, ...], codes: Codes = NO_CODES
) -> tuple[Columns, list[TableRow]]:
    """What the rows of a document say of its columns, and each of the rows by role."""
    columns = Columns(header, _is_dotted(rows, codes), codes=codes)
    # What a cell holds says the same however much is known of its column.
    contents = [_read_contents(row, columns) for row in rows]
    for _ in range(2):
        columns = _learn(rows, contents, columns)
    return columns, [
        _by_role(row, known, columns) for row, known in zip(rows, contents, strict=True)
    ]


def _is_dotted(rows: Sequence[Row], codes: Codes) -> bool:
    """Are most recommendations numbered `5.12`?"""
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
    return dotted > plain


def _is_code(string: str, codes: Codes) -> bool:
    return bool(codes) and len(string) <= LONGEST_CODE and fold(string) in codes


def _learn(rows: Sequence[Row], contents: Sequence[Contents], columns: Columns) -> Columns:
    """The columns as the roles tell them that the rows have by what was known before."""
    by_page: list[tuple[int, int, int]] = []
    by_width: list[tuple[int, int, int]] = []
    for row, known in zip(rows, contents, strict=True):
        if len(row.filled) < 2 or len(row.filled) > MOST_CELLS:
            continue
        page, width = row.page, len(row.cells)
        for at, role in zip(row.filled, _assign_roles(row, known, columns), strict=True):
            if role is not None:
                by_page.append((page, at, role))
                by_width.append((width, at, role))
    return replace(columns, by_page=_shares(by_page), by_width=_shares(by_width))


def _shares(told: Iterable[tuple[int, int, int]]) -> Mapping[tuple[int, int], Shares]:
    """The share of each role in what `(page or width, column, role)` tell of a column."""
    counts: defaultdict[tuple[int, int], dict[int, int]] = defaultdict(dict)
    for (first, at, role), count in Counter(told).items():
        counts[first, at][role] = count
    # One is added below, so that a single row weighs less than many.
    return {
        key: {role: count / (sum(roles.values()) + 1) for role, count in roles.items()}
        for key, roles in counts.items()
    }


def _assign_roles(row: Row, contents: Contents, columns: Columns) -> Sequence[int | None]:
    """The role of each filled cell (None: a scrap): the best reading in the table's order."""
    gains = columns.gains(row.page, len(row.cells))
    cells = []
    for at, known in zip(row.filled, contents, strict=True):
        scores = list(known)
        for role, gain in gains[at]:
            scores[role] += gain
        cells.append(scores)
    roles = _undisputed(cells) or _best_in_order(cells)
    if RECOMMENDATION in roles and not VALUES.isdisjoint(roles) and OPENING.isdisjoint(roles):
        # Owners and dates answer actions: beside them a lone text is an action.
        return [ACTION if role == RECOMMENDATION else role for role in roles]
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


def _read_contents(row: Row, columns: Columns) -> Contents:
    """What each filled cell scores as each of EVERY_ROLE, whatever else its column holds."""
    header, not_named = columns.header, _not_named(columns.header)
    tails = _may_hold_tails(row, header)
    contents = []
    for at in row.filled:
        string = row.cells[at].string
        scores = [*content_scores(string, columns.is_dotted), *not_named]
        if tails and header[at] not in (None, "response"):
            scores[RESPONSE] = min(scores[RESPONSE], SCRAP_COST)
        if columns.codes and _is_code(string, columns.codes):
            scores[RESPONSE] = SURE_RESPONSE
        contents.append(scores)
    return contents


def _may_hold_tails(row: Row, header: tuple[str | None, ...]) -> bool:
    """May a row hold ends of what the row before says: 'support', 'declined'?

    It does in columns that are known not to be that of responses, where that one is empty and the
    row has no number.
    """
    if len(row.cells) != len(header) or not row.filled:
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


def _by_role(row: Row, contents: Contents, columns: Columns) -> TableRow:
    if len(row.filled) > MOST_CELLS:
        return TableRow(row.line, row.page, row.is_page_first, scraps=row.cells)
    by_role: dict[str, Text] = {}
    scraps: list[Text] = []
    for at, role in zip(row.filled, _assign_roles(row, contents, columns), strict=True):
        if role is None or role == OTHER:
            scraps.append(row.cells[at])
        else:
            by_role[EVERY_ROLE[role]] = row.cells[at]
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
        scraps=tuple(scraps),
    )
