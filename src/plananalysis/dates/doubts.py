"""'Completed by August 2022': done by then, or to be done by then? The day of the report tells."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from plananalysis.dates.printed import bounds
from plananalysis.dates.targetvalues import ParsedTarget
from plananalysis.dates.targetwords import find_units
from plananalysis.records import State

DOUBT = "doubtful_state"
# 'Complete by August 2022' may still ask for it where 'Completed by August 2022' tells of it.
_NO_PARTICIPLE = frozenset({"complete", "completes"})


def settle_doubt(parsed: ParsedTarget, spoken_on: tuple[date, date] | None) -> ParsedTarget:
    """A value whose state is in doubt, settled by the days on which it may have been written.

    A time that was past by then is that of a report, one still to come that of a promise. The value
    stays as it is where neither is certain: without a day, where the time may be either, and where
    the words ask ('Complete?').
    """
    target = parsed.target
    if DOUBT not in parsed.faults or target.edtf is None or spoken_on is None:
        return parsed
    if "?" in target.target_raw:
        return parsed
    earliest, latest = bounds(target.edtf)
    state: State = target.state
    if latest < spoken_on[0] and _tells(target.target_raw):
        state = "complete_ongoing" if state == "ongoing" else "complete"
    elif earliest <= spoken_on[1]:
        return parsed
    faults = tuple(fault for fault in parsed.faults if fault != DOUBT)
    is_understood = not {"unknown_wording", "no_such_state"} & set(faults)
    return replace(
        parsed, target=replace(target, state=state), understood=is_understood, faults=faults
    )


def _tells(raw: str) -> bool:
    return any(
        unit.meaning == "complete" and unit.text.lower() not in _NO_PARTICIPLE
        for unit in find_units(raw)
    )
