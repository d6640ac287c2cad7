"""What one value of the Target Date column says: its state, its date and how it recurs.

A wording that the vocabulary does not have is kept as printed, gets the state `none` and is said
not to be understood.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from plananalysis.dates.targetdates import find_date_in_force
from plananalysis.dates.targetstates import add_up_state, find_meanings, find_parts
from plananalysis.dates.targetwords import Unit, find_units
from plananalysis.memo import remember
from plananalysis.records import Recurrence, Target


@dataclass(frozen=True, slots=True)
class ParsedTarget:
    """One value and how it was understood.

    `understood` is False where the wording, or a part that matters, has no place in the model.
    `faults` are codes: `unknown_wording`, `no_such_state`, `doubtful_state`, `mixed_states`,
    `several_dates`, `replaced_date`, `following_date`, `misread_state`, and those of
    `dates.DateMatch`. `unread` are the words that played no part.
    """

    target: Target
    understood: bool
    faults: tuple[str, ...] = ()
    unread: str = ""


def parse_units(text: str, units: Sequence[Unit]) -> ParsedTarget:
    """What the units of one value say together; `text` is the value as printed."""
    raw = re.sub(r"\s+", " ", text).strip()
    said = find_meanings(text, units)
    edtf, date_faults = find_date_in_force(text, units, find_parts(units, said))
    recurs = {u.meaning for u in units if u.role == "recurrence"}
    recurrence = (recurs.pop() if len(recurs) == 1 else "other") if recurs else ""
    state, faults = add_up_state(said, edtf, recurrence)
    if state == "none":
        edtf = None
    faults += date_faults + tuple(f for u in units if u.role != "date" for f in u.faults)
    unread = " ".join(u.text for u in units if u.role == "other")
    is_blank = not units or (bool(said) and set(said) == {"empty"} and not unread)
    if state == "none" and not is_blank and not faults:
        faults += ("unknown_wording",)
    understood = not set(faults) & {"unknown_wording", "no_such_state", "doubtful_state"}
    kept = cast("Recurrence | None", recurrence or None)
    target = Target(raw, state, edtf, kept)
    return ParsedTarget(target, understood, tuple(dict.fromkeys(faults)), unread)


@remember
def parse_target(raw: str) -> ParsedTarget:
    """What one value of the Target Date column says, as a `records.Target`.

    White space of `target_raw` is collapsed. Several dates in one value give the interval that
    spans them, with a fault, unless words say which of them holds now. Raises nothing.
    """
    return parse_units(raw, find_units(raw))
