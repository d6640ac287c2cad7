"""The action table of an export: which rows there are, which share a page, and their cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from plananalysis.records import Entry, Plan, Recommendation
from plananalysis.testing.layouts import HEADERS, Furniture, Glue, Layout, ProgressWords
from plananalysis.testing.wording import MONTHS

PARAGRAPH_GLUE: dict[Glue, str] = {"double space": "  ", "single space": " ", "paragraph": "  "}


@dataclass(frozen=True, slots=True)
class _Row:
    """A row before it is written. `lead` is number, recommendation and response.

    `tail` is the end of the entry that the page break cut, and stands before the `texts`.
    """

    lead: tuple[str, str, str]
    texts: tuple[tuple[str | None, str], ...] = ()
    owners: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    tail: str = ""
    heading: str = ""
    heading_column: int = 0


NO_LEAD = ("", "", "")


def action_table(plan: Plan, layout: Layout) -> Iterator[str]:
    """The lines of the action table, with its header rows and what stands between its pages."""
    pages = list(_pages(_rows(plan, layout), layout))
    for index, page in enumerate(pages):
        if index > 0:
            yield from ("", *_page_end(plan, index, len(pages), layout), "", "")
        if index == 0 or layout.header == "every page":
            yield _line(HEADERS[layout.header_wording], layout)
        # The number column comes and goes with the page, as it does in real exports.
        is_numbered = layout.has_number_column and (index % 2 == 0 or len(pages) == 1)
        yield from (_line(cells, layout) for cells in _cells(page, is_numbered, layout))


def _page_end(plan: Plan, page: int, pages: int, layout: Layout) -> tuple[str, ...]:
    furniture: dict[Furniture, tuple[str, ...]] = {
        "none": (),
        "page numbers": (f"Page {page} of {pages}",),
        "bare numbers": (str(page),),
        "marking": ("OFFICIAL", f"Page {page}", "", "OFFICIAL"),
        "title": (f"ACTION PLAN: {plan.title}",),
    }
    return furniture[layout.furniture]


def _rows(plan: Plan, layout: Layout) -> Iterator[_Row]:
    addressee: str | None = None
    for recommendation in plan.recommendations:
        if recommendation.addressee != addressee:
            addressee = recommendation.addressee
            heading = f"To {addressee}" if is_inspection(plan) else f"{addressee} should:"
            column = 0 if layout.addressee_column == "first" else 1
            yield _Row(NO_LEAD, heading=heading, heading_column=column)
        yield from _recommendation_rows(recommendation, layout)


def _recommendation_rows(recommendation: Recommendation, layout: Layout) -> Iterator[_Row]:
    response = (recommendation.response or "").capitalize()
    lead = (recommendation.number, recommendation.text, response)
    groups = groupby(recommendation.entries, key=lambda entry: (entry.kind, entry.as_of))
    for (kind, as_of), entries in groups:
        if kind == "progress":
            if any(lead):
                yield _Row(lead)
                lead = NO_LEAD
            heading = _progress_heading(recommendation.number, as_of or "", layout)
            column = 0 if layout.progress_column == "first" else 3
            yield _Row(NO_LEAD, heading=heading, heading_column=column)
        for row in _entry_rows(tuple(entries), layout):
            yield replace(row, lead=lead)
            lead = NO_LEAD
    if any(lead):
        yield _Row(lead)


def _progress_heading(number: str, as_of: str, layout: Layout) -> str:
    year, month = as_of.split("-")
    printed = f"{MONTHS[int(month) - 1]} {year}"
    if layout.has_short_months:
        printed = shorten_months(printed)
    against = "Progress against commitments"
    words: dict[ProgressWords, str] = {
        "month": f"{against} ({printed})",
        "number and month": f"{against} \u2013 Recommendation {number} ({printed})",
        "update": f"Progress update ({printed})",
        "to date": f"Progress to date ({printed})",
        "capitals": f"{against} ({printed})".upper(),
        "dash": f"Update on progress \u2013 {printed}",
    }
    return strong(words[layout.progress_words], layout)


def _entry_rows(entries: tuple[Entry, ...], layout: Layout) -> Iterator[_Row]:
    if layout.rows == "recommendation" and _can_stack(entries, layout):
        owners = [entry.owners[0] for entry in entries]
        yield _Row(
            NO_LEAD,
            texts=tuple((entry.ref, entry.text) for entry in entries),
            owners=tuple(owners[:1] if len(set(owners)) == 1 else owners),
            targets=tuple(entry.targets[0].target_raw for entry in entries),
        )
        return
    above: tuple[str, ...] = ()
    for entry in entries:
        targets = tuple(target.target_raw for target in entry.targets if target.target_raw)
        # A row without owner and target would be read as the end of the row above.
        is_spanned = layout.do_owners_span and bool(targets) and entry.owners == above
        owners_shown = () if is_spanned else entry.owners
        yield _Row(NO_LEAD, ((entry.ref, entry.text),), owners_shown, targets)
        above = entry.owners


def _can_stack(entries: tuple[Entry, ...], layout: Layout) -> bool:
    return (
        len(entries) > 1
        and all(len(entry.owners) == 1 for entry in entries)
        and all(len(entry.targets) == 1 and entry.targets[0].target_raw for entry in entries)
        and (layout.glue != "single space" or all(entry.ref for entry in entries))
    )


# --- pages: which rows stand together, and which row runs over ---------------------------------


def _pages(rows: Iterable[_Row], layout: Layout) -> Iterator[list[_Row]]:
    page: list[_Row] = []
    for row in rows:
        page.append(row)
        if layout.rows_a_page and len(page) >= layout.rows_a_page:
            head, rest = _split(page[-1], layout)
            yield [*page[:-1], head]
            page = [rest] if rest is not None else []
    if page:
        yield page


def _split(row: _Row, layout: Layout) -> tuple[_Row, _Row | None]:
    """The row cut over a page break in the middle of a sentence, where it has one to cut."""
    if layout.breaks == "between rows" or not row.texts:
        return row, None
    index = len(row.texts) // 2
    ref, text = row.texts[index]
    cut = middle_of_sentence(text)
    if cut is None:
        return row, None
    count = len(row.texts)
    owners = index + 1 if len(row.owners) == count else len(row.owners)
    targets = index + 1 if len(row.targets) == count else len(row.targets)
    head = replace(
        row,
        texts=(*row.texts[:index], (ref, text[:cut].rstrip())),
        owners=row.owners[:owners],
        targets=row.targets[:targets],
    )
    rest = _Row(
        NO_LEAD,
        texts=row.texts[index + 1 :],
        owners=row.owners[owners:],
        targets=row.targets[targets:],
        tail=text[cut:].lstrip(),
    )
    return _split_more(head, rest) if layout.breaks == "in text and owner" else (head, rest)


def _split_more(head: _Row, rest: _Row) -> tuple[_Row, _Row]:
    """Cuts the recommendation's text, and a sole owner, over the same page break."""
    number, text, response = head.lead
    cut = middle_of_sentence(text)
    if cut is not None:
        head = replace(head, lead=(number, text[:cut].rstrip(), response))
        rest = replace(rest, lead=("", text[cut:].lstrip(), ""))
    if len(head.owners) == 1 and not rest.owners and not rest.texts:
        words = head.owners[0].split(" ")
        if len(words) > 3:
            head = replace(head, owners=(" ".join(words[:-1]),))
            rest = replace(rest, owners=(words[-1],))
    return head, rest


def middle_of_sentence(text: str) -> int | None:
    """The place nearest the middle where a sentence goes on in lower case, or None."""
    places = [match.end() for match in re.finditer(r"[a-z] (?=[a-z])", text)]
    return min(places, key=lambda place: abs(place - len(text) // 2), default=None)


# --- cells and lines ---------------------------------------------------------------------------


def _cells(page: list[_Row], is_numbered: bool, layout: Layout) -> Iterator[list[str]]:
    lost: set[int] = set()
    if layout.are_empty_columns_lost and layout.header == "once":
        leads = [row.lead for row in page if not row.heading]
        lost = {column for column in range(3) if not any(lead[column] for lead in leads)}
    for row in page:
        if row.heading:
            width = 6 + is_numbered - len(lost)
            kept = row.heading_column - sum(column < row.heading_column for column in lost)
            yield [row.heading if column == kept else "" for column in range(width)]
        else:
            lead = [_inline(cell, layout) for i, cell in enumerate(row.lead) if i not in lost]
            yield [*lead, *_action_cells(row, is_numbered, layout)]


def _action_cells(row: _Row, is_numbered: bool, layout: Layout) -> list[str]:
    numbers = []
    texts = list(row.texts)
    if is_numbered:
        sole = not row.tail and len(texts) == 1
        numbers = [texts[0][0] or "" if sole else ""]
        texts = [(None, texts[0][1])] if sole else texts
    items = [_listed(f"{ref} {text}" if ref else text, layout) for ref, text in texts]
    if row.tail:
        items.insert(0, _listed(row.tail, layout))
    targets = [shorten_months(t) if layout.has_short_months else t for t in row.targets]
    return [*numbers, *(_stack(cell, layout) for cell in (items, row.owners, targets))]


def _listed(text: str, layout: Layout) -> str:
    """The text with what follows a colon and stands between semicolons written as a list."""
    text = _inline(text, layout)
    if layout.tags not in ("bullets", "lists", "markdown"):
        return text
    lead, colon, rest = text.partition(": ")
    items = rest.split("; ")
    if not colon or len(items) < 2:
        return text
    if layout.tags == "lists":
        listed = ";</li> <li>".join(items)
        return f"{lead}: <ul> <li>{listed}</li> </ul>"
    bullet = "\u2022" if layout.tags == "bullets" else "-"
    return f"{lead}: {bullet} " + f"; {bullet} ".join(items)


def _stack(values: Iterable[str], layout: Layout) -> str:
    cells = [value for value in values if value]
    if layout.tags == "paragraphs" and layout.glue == "paragraph" and len(cells) > 1:
        return " ".join(f"<p>{cell.replace('&', '&amp;')}</p>" for cell in cells)
    return PARAGRAPH_GLUE[layout.glue].join(cells)


def _inline(text: str, layout: Layout) -> str:
    if layout.tags == "paragraphs":
        return text.replace(" all ", " <u>all</u> ")
    if layout.tags == "markdown":
        return text.replace(" all ", " **all** ")
    return text


def strong(text: str, layout: Layout, rank: str = "") -> str:
    """The text as that layout marks a heading; `rank` is the sign of a title in markdown."""
    if layout.tags == "markdown":
        return f"{rank} {text}" if rank else f"**{text}**"
    return f"<b><u>{text}</u></b>" if layout.tags == "paragraphs" and not rank else text


def _line(cells: Iterable[str], layout: Layout) -> str:
    line = "\t".join(cells)
    if layout.trailing == "trimmed":
        return line.rstrip("\t")
    return line + "\t\t\t" if layout.trailing == "extra" else line


def shorten_months(text: str) -> str:
    """The text with its months shortened: Jan, Feb, … Sept, …; May, June and July stay."""
    short = {name: name[:4] if name == "September" else name[:3] for name in MONTHS}
    short |= {name: name for name in ("May", "June", "July")}
    return re.sub("|".join(MONTHS), lambda match: short[match[0]], text)


def is_inspection(plan: Plan) -> bool:
    """Whether the plan is of the prison family: its recommendations are numbered 5.12."""
    return any("." in recommendation.number for recommendation in plan.recommendations)
