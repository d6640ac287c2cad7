"""The records that travel from the reading of a plan to the database.

Frozen, plain and free of behaviour: the stages of the reading pass them on, `database` writes them.
Field names are those of the tables (`docs/DICTIONARY.md`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Response = Literal["agreed", "partly agreed", "agreed in principle", "not agreed"]
Reason = Literal["commissioning", "policy", "operational", "affordability"]
EntryKind = Literal["action", "progress"]
Alignment = Literal["certain", "inferred", "ambiguous"]
State = Literal[
    "complete",
    "complete_ongoing",
    "ongoing",
    "dated",
    "commenced",
    "delayed",
    "recurring",
    "none",
]
Recurrence = Literal["monthly", "bi-monthly", "quarterly", "annually", "other"]
DateEvent = Literal["done", "planned"]


@dataclass(frozen=True, slots=True)
class Target:
    """One value of the Target Date column. `edtf` is EDTF level 1, no more precise than printed."""

    target_raw: str
    state: State
    edtf: str | None = None
    recurs: Recurrence | None = None


@dataclass(frozen=True, slots=True)
class EntryDate:
    """A date in an entry's own text; `char_start:char_end` slices `phrase` out of that text."""

    event: DateEvent
    edtf: str
    phrase: str
    char_start: int
    char_end: int


@dataclass(frozen=True, slots=True)
class Entry:
    """An action promised or a progress entry reported.

    `owners` are as printed, one string a post. `targets` is never empty: an empty cell gives one
    target of state `none`. `reports_on` are the positions of the actions that a progress entry
    stands beside in the plan's own table; empty where only its number or its words tell.
    """

    kind: EntryKind
    position: int
    ref: str | None
    as_of: str | None
    text: str
    owners: tuple[str, ...]
    targets: tuple[Target, ...]
    alignment: Alignment
    line_first: int
    line_last: int
    dates: tuple[EntryDate, ...] = ()
    reports_on: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A recommendation with the entries that answer it, in reading order."""

    number: str
    position: int
    addressee: str | None
    text: str
    response: Response | None
    reasons: tuple[Reason, ...]
    line_first: int
    line_last: int
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class PrintedTotal:
    """A row of the closing table: `response` is a response or `total`."""

    response: str
    printed: int


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a source: what was found, and what was done about it.

    `rule` names the repair or the check; `before` and `after` show the words it touched.
    """

    line: int
    code: str
    message: str
    is_repaired: bool
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """How many printed characters of the source ended where; `unread` ones stand in faults."""

    fields: int
    furniture: int
    unread: int


@dataclass(frozen=True, slots=True)
class Plan:
    """One edition of an action plan, as read from one source. Dates are ISO 8601 days."""

    source_file: str
    source_sha256: str
    source_format: str
    layout: str
    title: str | None
    submitted_on: str | None
    updated_on: str | None
    published_on: str | None
    recommendations: tuple[Recommendation, ...]
    printed_totals: tuple[PrintedTotal, ...] = ()
    faults: tuple[Fault, ...] = field(default=())
    account: Account = field(default=Account(0, 0, 0))
