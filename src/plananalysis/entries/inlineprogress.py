"""Progress told within an action's own text, as 'We will train all. Update May 2024: All were'.

What stands behind the label is a report on the action. The one cell of targets beside both is
shared by what it says: a date was promised, a state is what is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from plananalysis.dates.targets import parse_target
from plananalysis.entries.items import Item
from plananalysis.readers.sourcetext import Text
from plananalysis.table.progresslabels import WORDS
from plananalysis.wording.months import month_in

BEHIND_SENTENCE = re.compile(rf"(?<=[.;)\n\s])(?<=[.;)\n]\s|\s\s)(?P<label>{WORDS})", re.IGNORECASE)
# Most texts hold none of these.
HINTS = ("rogress", "pdate", "ROGRESS", "PDATE")
HOW = "a report stands in the action's own text: a state beside both is what it reports"


def take_reports(items: Sequence[Item], last_month: str | None) -> dict[str, list[Item]]:
    """The reports in the texts of actions by their month, taken out of these; changes the items.

    What names a month behind `last_month` (YYYY-MM), that of the plan's update, is a
    promise.
    """
    reports: dict[str, list[Item]] = {}
    for item in items:
        labels = [one for one in _labels(item) if last_month is None or one[2] <= last_month]
        if not labels:
            continue
        parts = item.parts
        at, match, _ = labels[0]
        item.parts = [*parts[:at], parts[at].slice(0, match.start())]
        ends = [*labels[1:], (len(parts) - 1, None, "")]
        for (at, match, month), (stop, following, _) in zip(labels, ends, strict=True):
            end = following.start() if following else None
            told = _between(parts, at, match.end(), stop, end)
            item.repeated.append(parts[at].slice(match.start("label"), match.end()))
            report = Item(None, told, item.first_row, item.last_row, list(item.owners))
            report.owner_alignment, report.beside = item.owner_alignment, [item]
            reports.setdefault(month, []).append(report)
        _share_targets(item, report)
    return reports


def _labels(item: Item) -> Iterator[tuple[int, re.Match[str], str]]:
    for at, part in enumerate(item.parts):
        if not any(hint in part.string for hint in HINTS):
            continue
        for match in BEHIND_SENTENCE.finditer(part.string):
            month = month_in(match.group("when"))
            if month:
                yield at, match, month


def _between(parts: Sequence[Text], at: int, start: int, stop: int, end: int | None) -> list[Text]:
    if at == stop:
        return [parts[at].slice(start, end)]
    return [parts[at].slice(start), *parts[at + 1 : stop], parts[stop].slice(0, end)]


def _share_targets(item: Item, report: Item) -> None:
    """Leaves the action its dates and gives the last report the states without a date."""
    states = [target for target in item.targets if _is_bare_state(target)]
    report.targets = states
    item.targets = [target for target in item.targets if target not in states]
    for one in (item, report):
        one.target_alignment = "ambiguous" if item.target_alignment == "ambiguous" else "inferred"
        one.tell(HOW)


def _is_bare_state(target: Text) -> bool:
    said = parse_target(target.plain).target
    return said.edtf is None and said.state != "none"
