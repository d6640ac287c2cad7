"""Items made into records, and what is not sure of them into faults."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import cast

from plananalysis.dates.doubts import settle_doubt
from plananalysis.dates.narrative import days_spoken_on, find_entry_dates
from plananalysis.dates.targets import ParsedTarget, parse_target
from plananalysis.entries.blockitems import BlockItems
from plananalysis.entries.items import Item, alignment_of
from plananalysis.entries.reasons import find_reasons
from plananalysis.readers.sourcetext import Ledger, Source, Text, join
from plananalysis.records import (
    Alignment,
    Entry,
    EntryKind,
    Fault,
    Recommendation,
    Response,
    Target,
)
from plananalysis.table.drafts import Block, Draft
from plananalysis.table.titleblock import TitleBlock
from plananalysis.wording.postwords import holds_two_posts


def finish(
    drafts: Sequence[Draft],
    items: Sequence[Sequence[BlockItems]],
    source: Source,
    block: TitleBlock,
    ledger: Ledger,
    faults: list[Fault],
) -> list[Recommendation]:
    """The drafts as records; every text that they hold is put on the `ledger`, what is not sure
    of them into `faults`.
    """
    recommendations = []
    for position, (draft, blocks) in enumerate(zip(drafts, items, strict=True), 1):
        entries: list[Entry] = []
        places: dict[int, int] = {}
        for read in blocks:
            ledger.record(*read.numbers)
            ledger.explain(*read.left_out)
            for item in read.items:
                if not any(part for part in item.parts):
                    continue
                place = places[id(item)] = len(entries) + 1
                beside = tuple(places[id(one)] for one in item.beside if id(one) in places)
                entry, done = _entry(item, read.block, place, beside, source, block, ledger)
                entries.append(entry)
                faults.extend(done)
        texts = [text for text in draft.texts if text]
        ledger.record(draft.number_text, draft.response_text, *texts)
        response = cast("Response | None", draft.response)
        if response is None:
            faults.append(
                Fault(
                    draft.line,
                    "no_response",
                    f"recommendation {draft.number} has no response that is known",
                    False,
                    draft.response_text.plain or None,
                )
            )
        # The response's cell may give its reason; a full stop parts it from the answer.
        answer = [f"{draft.response_text.plain}."]
        answer += [
            text.plain for read in blocks if read.block.kind == "action" for text in read.left_out
        ]
        answer += [entry.text for entry in entries if entry.kind == "action"]
        lines = [
            line
            for text in (*texts, draft.response_text, draft.number_text)
            if text
            for line in (source.line_of(text.start), source.line_of(text.end - 1))
        ]
        recommendations.append(
            Recommendation(
                number=draft.number or str(position),
                position=position,
                addressee=draft.addressee,
                text=join(texts).plain,
                response=response,
                reasons=find_reasons(" ".join(answer), response),
                line_first=min(lines, default=draft.line),
                line_last=max(lines, default=draft.line),
                entries=tuple(entries),
            )
        )
    return recommendations


def _entry(
    item: Item,
    block: Block,
    position: int,
    beside: tuple[int, ...],
    source: Source,
    title: TitleBlock,
    ledger: Ledger,
) -> tuple[Entry, list[Fault]]:
    parts = [part for part in item.parts if part]
    text = join(parts).plain
    owners, marks = _strip_marks(item.owners)
    ledger.record(*parts, *owners, *item.targets, *item.repeated)
    ledger.set_aside(*marks)
    faults: list[Fault] = []
    targets: list[Target] = []
    line = source.line_of(parts[0].start)
    kind: EntryKind = block.kind
    as_of = block.as_of if kind == "progress" else None
    written_on = _written_on(kind, as_of, title)
    for value in item.targets:
        printed = parse_target(value.plain)
        parsed = settle_doubt(printed, written_on)
        targets.append(parsed.target)
        faults.extend(_say_target(printed, parsed, value, source))
    alignment = alignment_of(item)
    faults.extend(_say_two_posts(owner, source) for owner in owners if holds_two_posts(owner.plain))
    if alignment != "certain":
        kept = (
            " | ".join(owner.plain for owner in owners),
            " | ".join(value.plain for value in item.targets),
        )
        faults.append(
            Fault(
                line,
                f"alignment_{alignment}",
                _say_alignment(item, alignment),
                alignment == "inferred",
                None,
                f"owners: {kept[0] or 'none'}; targets: {kept[1] or 'none'}",
            )
        )
    return Entry(
        kind=kind,
        position=position,
        ref=item.ref,
        as_of=as_of,
        text=text,
        owners=tuple(owner.plain for owner in owners),
        targets=tuple(targets) or (Target("", "none"),),
        alignment=alignment,
        line_first=line,
        line_last=source.line_of(parts[-1].end - 1),
        dates=tuple(find_entry_dates(text, kind, as_of, title.submitted_on)),
        reports_on=beside,
    ), faults


def _strip_marks(owners: Sequence[Text]) -> tuple[list[Text], list[Text]]:
    """The owners without the semicolons that part them from the next, and those."""
    ends = [
        len(owner.string.rstrip().rstrip(";").rstrip()) or len(owner.string) for owner in owners
    ]
    pairs = list(zip(owners, ends, strict=True))
    return [owner.slice(0, end) for owner, end in pairs], [owner.slice(end) for owner, end in pairs]


def _say_two_posts(owner: Text, source: Source) -> Fault:
    message = "an owner names two posts, and no word tells where the second begins; kept as one"
    return Fault(source.line_of(owner.start), "owner_unparted", message, False, owner.plain)


def _say_target(
    printed: ParsedTarget, parsed: ParsedTarget, value: Text, source: Source
) -> Iterator[Fault]:
    """What is not plain of a target's value, and how it was read."""
    line = source.line_of(value.start)
    target = parsed.target
    if parsed != printed:
        message = "done by then, or to be done by then: told by the day of the entry"
        yield Fault(line, "state_from_day", message, True, value.plain, target.state)
    if "replaced_date" in parsed.faults and parsed.understood:
        message = "a target states the date that it replaces, too; the one in force is read"
        yield Fault(line, "target_revised", message, True, value.plain, target.edtf or target.state)
    if "following_date" in parsed.faults and parsed.understood:
        message = "a date of a target is of what is to follow or was due; that one is left out"
        after = target.edtf or target.state
        yield Fault(line, "target_followed", message, True, value.plain, after)
    if not parsed.understood:
        message = "the wording of a target is not known; kept as printed, without a state"
        yield Fault(line, "target_not_understood", message, False, value.plain)
    elif any("misread" in code for code in parsed.faults):
        message = "a target is misread by the export; read as the word that it must be"
        yield Fault(line, "target_misread", message, True, value.plain, target.edtf or target.state)


def _written_on(kind: EntryKind, as_of: str | None, title: TitleBlock) -> tuple[date, date] | None:
    """The first and last day on which an entry's cells may have been written.

    An update may have written anew what it prints of an action.
    """
    days = days_spoken_on(as_of, title.submitted_on, kind)
    if days is None or kind == "progress" or title.updated_on is None:
        return days
    return days[0], max(days[1], date.fromisoformat(title.updated_on))


def _say_alignment(item: Item, alignment: Alignment) -> str:
    """What is not certain of an entry's owners and targets, and how it was told."""
    if alignment == "ambiguous":
        return "nobody can tell which owners and targets are an entry's; all that may be are kept"
    how = "; ".join(item.told_by) or "the order of the rows"
    return f"owners and targets of an entry are inferred: {how}"
