"""The rows of every table, from plans in their editions; what needs several plans joins here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from plananalysis.dates.printed import bounds
from plananalysis.linking.editions import Edition, Review
from plananalysis.linking.links import link_editions
from plananalysis.linking.owners import PostTable, assign_posts
from plananalysis.linking.reconciliation import as_faults, outline_plan, reconcile
from plananalysis.records import Entry, Fault, Plan, Recommendation
from plananalysis.store import keys
from plananalysis.store.dictionary import load_dictionary
from plananalysis.store.findings import Findings, find_all
from plananalysis.themes.codebook import load_codebook
from plananalysis.themes.coding import ItemCode
from plananalysis.themes.repeats import Passage, find_repeats

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Tables:
    """The rows of every table of the dictionary, by the table's name."""

    rows: Mapping[str, list[Row]] = field(
        default_factory=lambda: {name: [] for name in load_dictionary().tables}
    )

    def add(self, table: str, **values: object) -> None:
        """Add one row; a nullable column may be left out."""
        self.rows[table].append(values)


def make_tables(reviews: Sequence[Review]) -> Tables:
    """The tables of all reviews. `sources` is left to the build, which knows the files.

    Raises ValueError where a day of a plan is not an ISO date.
    """
    tables = Tables()
    for part in iter_tables(reviews, find_all):
        for name, rows in part.rows.items():
            tables.rows[name].extend(rows)
    return tables


def iter_tables(reviews: Sequence[Review], find: Callable[[Plan], Findings]) -> Iterator[Tables]:
    """The same, in parts of which each refers to itself and those before it: review by review.

    Of `reviews` the outline is enough (`findings.outline`); `find` gives what a plan tells.
    """
    head = Tables()
    posts = assign_posts([edition.plan for review in reviews for edition in review.editions])
    for post in posts.posts:
        head.add("posts", post_id=post.post_id, label=post.label, unit=post.unit)
    for code in load_codebook().codes:
        head.add(
            "codes",
            facet=code.facet,
            code=code.code,
            label=code.label,
            definition=code.definition,
        )
    yield head
    asked: list[Passage] = []
    answered: list[Passage] = []
    for review in reviews:
        tables = Tables()
        tables.add(
            "reviews",
            review_id=review.review_id,
            title=review.title,
            kind=review.kind,
            published_on=_day(review.published_on),
        )
        earlier: Edition | None = None
        for outlined in review.editions:
            findings = find(outlined.plan)
            edition = replace(outlined, plan=findings.plan)
            _add_plan(tables, review, edition, findings, posts)
            if earlier:
                _add_edition_links(tables, earlier, edition)
            earlier = edition
            asked += _asked(review, edition)
            answered += _answered(review, edition)
        yield tables
    tail = Tables()
    for repeat in find_repeats([*asked, *answered]):
        tail.add("repeats", **_values(repeat))
    yield tail


def _add_plan(
    tables: Tables, review: Review, edition: Edition, findings: Findings, posts: PostTable
) -> None:
    plan, plan_id = edition.plan, edition.plan_id
    tables.add(
        "plans",
        plan_id=plan_id,
        review_id=review.review_id,
        edition=edition.number,
        submitted_on=_day(plan.submitted_on),
        updated_on=_day(plan.updated_on),
        as_of_on=_day(keys.as_of_on(plan)),
        title=plan.title,
        published_on=_day(plan.published_on),
        source_file=plan.source_file,
        source_sha256=plan.source_sha256,
        source_format=plan.source_format,
        layout=plan.layout,
        account_fields=plan.account.fields,
        account_furniture=plan.account.furniture,
        account_unread=plan.account.unread,
    )
    unclear_dates: list[Fault] = []
    for (recommendation, recommendation_id), links in zip(
        _with_ids(edition), findings.links, strict=True
    ):
        _add_recommendation(tables, plan_id, recommendation, recommendation_id)
        entry_ids = keys.entry_ids(recommendation_id, recommendation.entries)
        for entry, entry_id in zip(recommendation.entries, entry_ids, strict=True):
            _add_entry(tables, recommendation_id, entry, entry_id, posts)
            unclear_dates.extend(_add_dates(tables, entry, entry_id))
        for link in links:
            tables.add(
                "links",
                progress_id=entry_ids[link.progress_position],
                action_id=entry_ids[link.action_position],
                method=link.method,
                score=link.score,
            )
    for found in findings.abbreviations:
        tables.add("abbreviations", plan_id=plan_id, **_values(found))
    for given in findings.codes:
        tables.add("item_codes", **_values(_under(plan_id, given)))
    reconciliation = reconcile(outline_plan(plan_id, plan))
    for total in reconciliation.totals:
        tables.add(
            "printed_totals",
            plan_id=plan_id,
            response=total.response,
            printed=total.printed,
            counted=total.counted,
        )
    # What the reading already said needs no saying again.
    said = {fault.code for fault in plan.faults}
    doubts = (fault for fault in as_faults(reconciliation) if fault.code not in said)
    faults = (*plan.faults, *unclear_dates, *doubts)
    for position, fault in enumerate(faults, start=1):
        tables.add(
            "faults",
            plan_id=plan_id,
            position=position,
            line=fault.line or None,
            code=fault.code,
            message=fault.message,
            is_repaired=fault.is_repaired,
            before_raw=fault.before,
            after_raw=fault.after,
        )


def _with_ids(edition: Edition) -> Iterator[tuple[Recommendation, str]]:
    recommendations = edition.plan.recommendations
    ids = keys.recommendation_ids(edition.plan_id, recommendations)
    return zip(recommendations, ids, strict=True)


def _add_recommendation(
    tables: Tables, plan_id: str, recommendation: Recommendation, recommendation_id: str
) -> None:
    tables.add(
        "recommendations",
        recommendation_id=recommendation_id,
        plan_id=plan_id,
        number=recommendation.number,
        position=recommendation.position,
        addressee=recommendation.addressee,
        text=recommendation.text,
        response=recommendation.response,
        reasons=list(recommendation.reasons),
        line_first=recommendation.line_first,
        line_last=recommendation.line_last,
    )


def _add_entry(
    tables: Tables, recommendation_id: str, entry: Entry, entry_id: str, posts: PostTable
) -> None:
    tables.add(
        "entries",
        entry_id=entry_id,
        recommendation_id=recommendation_id,
        kind=entry.kind,
        position=entry.position,
        ref=entry.ref,
        as_of=entry.as_of,
        text=entry.text,
        alignment=entry.alignment,
        line_first=entry.line_first,
        line_last=entry.line_last,
    )
    for position, owner in enumerate(entry.owners, start=1):
        tables.add(
            "entry_owners",
            entry_id=entry_id,
            position=position,
            owner_raw=owner,
            post_id=posts.post_of(owner),
        )


def _add_dates(tables: Tables, entry: Entry, entry_id: str) -> Iterator[Fault]:
    """Add an entry's targets and the dates of its text; give a fault for each that has no days."""
    for position, target in enumerate(entry.targets, start=1):
        earliest, latest = _bounds(target.edtf)
        if target.edtf and earliest is None:
            yield _unclear_date(entry, target.edtf, target.target_raw)
        tables.add(
            "entry_targets",
            entry_id=entry_id,
            position=position,
            target_raw=target.target_raw,
            state=target.state,
            edtf=target.edtf,
            earliest_on=earliest,
            latest_on=latest,
            recurs=target.recurs,
        )
    for position, dated in enumerate(entry.dates, start=1):
        earliest, latest = _bounds(dated.edtf)
        if earliest is None:
            yield _unclear_date(entry, dated.edtf, dated.phrase)
        tables.add(
            "entry_dates",
            entry_id=entry_id,
            position=position,
            event=dated.event,
            edtf=dated.edtf,
            earliest_on=earliest,
            latest_on=latest,
            phrase=dated.phrase,
            char_start=dated.char_start,
            char_end=dated.char_end,
        )


def _add_edition_links(tables: Tables, earlier: Edition, later: Edition) -> None:
    earlier_ids, later_ids = _entry_ids(earlier), _entry_ids(later)
    for link in link_editions(earlier.plan, later.plan):
        (earlier_rec, earlier_entry), (later_rec, later_entry) = link.earlier, link.later
        tables.add(
            "edition_links",
            earlier_id=earlier_ids[earlier_rec][earlier_entry],
            later_id=later_ids[later_rec][later_entry],
            method=link.method,
            score=link.score,
        )


def _under(plan_id: str, code: ItemCode) -> ItemCode:
    """A code whose ids begin with the plan's."""
    source = code.inherited_from
    return replace(code, item_id=plan_id + code.item_id, inherited_from=source and plan_id + source)


def _asked(review: Review, edition: Edition) -> Iterator[Passage]:
    for recommendation, rec_id in _with_ids(edition):
        yield Passage(rec_id, rec_id, edition.plan_id, review.review_id, recommendation.text)


def _answered(review: Review, edition: Edition) -> Iterator[Passage]:
    for recommendation, rec_id in _with_ids(edition):
        entry_ids = keys.entry_ids(rec_id, recommendation.entries)
        for entry, entry_id in zip(recommendation.entries, entry_ids, strict=True):
            yield Passage(entry_id, rec_id, edition.plan_id, review.review_id, entry.text)


def _values(record: Any) -> dict[str, object]:
    """The fields of a record by name; `asdict` would copy each of them, at ten times the cost."""
    return {name: getattr(record, name) for name in record.__slots__}


def _entry_ids(edition: Edition) -> list[tuple[str, ...]]:
    return [keys.entry_ids(rec_id, rec.entries) for rec, rec_id in _with_ids(edition)]


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None


def _bounds(edtf: str | None) -> tuple[date, date] | tuple[None, None]:
    """The first and last day; none for an empty value, and for one that names no days."""
    if edtf is None:
        return None, None
    try:
        earliest, latest = bounds(edtf)
    except ValueError:
        return None, None
    return (earliest, latest) if earliest <= latest else (None, None)


def _unclear_date(entry: Entry, edtf: str, printed: str) -> Fault:
    message = f"the date was read as '{edtf}', which names no first and last day"
    return Fault(entry.line_first, "date_without_days", message, False, printed, edtf)
