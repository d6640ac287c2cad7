"""The rows of every table, from plans in their editions; what needs several plans joins here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from itertools import pairwise

from plananalysis import keys
from plananalysis.abbreviations import find_abbreviations
from plananalysis.codebook import load_codebook
from plananalysis.coding import Item, code_items
from plananalysis.dates import bounds
from plananalysis.dictionary import load_dictionary
from plananalysis.editions import Edition, Review
from plananalysis.links import link_editions, link_entries
from plananalysis.owners import PostTable, assign_posts
from plananalysis.reconciliation import as_faults, outline_plan, reconcile
from plananalysis.records import Entry, Fault, Recommendation
from plananalysis.repeats import Passage, find_repeats

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
    posts = assign_posts([edition.plan for review in reviews for edition in review.editions])
    for post in posts.posts:
        tables.add("posts", post_id=post.post_id, label=post.label, unit=post.unit)
    for review in reviews:
        tables.add(
            "reviews",
            review_id=review.review_id,
            title=review.title,
            kind=review.kind,
            published_on=_day(review.published_on),
        )
        for edition in review.editions:
            _add_plan(tables, review, edition, posts)
        for earlier, later in pairwise(review.editions):
            _add_edition_links(tables, earlier, later)
    _add_codes(tables)
    _add_repeats(tables)
    return tables


def _add_plan(tables: Tables, review: Review, edition: Edition, posts: PostTable) -> None:
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
    for recommendation, recommendation_id in _with_ids(edition):
        _add_recommendation(tables, plan_id, recommendation, recommendation_id)
        entry_ids = keys.entry_ids(recommendation_id, recommendation.entries)
        for entry, entry_id in zip(recommendation.entries, entry_ids, strict=True):
            _add_entry(tables, recommendation_id, entry, entry_id, posts)
            unclear_dates.extend(_add_dates(tables, entry, entry_id))
        for link in link_entries(recommendation):
            tables.add(
                "links",
                progress_id=entry_ids[link.progress_position],
                action_id=entry_ids[link.action_position],
                method=link.method,
                score=link.score,
            )
    _add_abbreviations(tables, edition)
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
    findings = (fault for fault in as_faults(reconciliation) if fault.code not in said)
    faults = (*plan.faults, *unclear_dates, *findings)
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


def _add_abbreviations(tables: Tables, edition: Edition) -> None:
    for found in find_abbreviations(edition.plan):
        tables.add(
            "abbreviations",
            abbreviation=found.abbreviation,
            expansion=found.expansion,
            plan_id=edition.plan_id,
            mentions=found.mentions,
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


def _add_codes(tables: Tables) -> None:
    """Add the codebook, and the codes of every text; what a progress entry reports on is linked."""
    codebook = load_codebook()
    for code in codebook.codes:
        tables.add(
            "codes",
            facet=code.facet,
            code=code.code,
            label=code.label,
            definition=code.definition,
        )
    reported: defaultdict[str, list[str]] = defaultdict(list)
    for link in tables.rows["links"]:
        reported[str(link["progress_id"])].append(str(link["action_id"]))
    items = [
        Item(str(row["recommendation_id"]), str(row["text"])) for row in _recommendations(tables)
    ]
    for row in tables.rows["entries"]:
        entry_id = str(row["entry_id"])
        answers = reported[entry_id] or [str(row["recommendation_id"])]
        items.append(Item(entry_id, str(row["text"]), tuple(answers)))
    for given in code_items(items, codebook):
        tables.add("item_codes", **asdict(given))


def _add_repeats(tables: Tables) -> None:
    reviews = {str(row["plan_id"]): str(row["review_id"]) for row in tables.rows["plans"]}
    plans = {str(row["recommendation_id"]): str(row["plan_id"]) for row in _recommendations(tables)}
    rows = [(str(row["recommendation_id"]), row) for row in _recommendations(tables)]
    rows += [(str(row["entry_id"]), row) for row in tables.rows["entries"]]
    passages = []
    for item_id, row in rows:
        recommendation_id = str(row["recommendation_id"])
        plan_id = plans[recommendation_id]
        passages.append(
            Passage(item_id, recommendation_id, plan_id, reviews[plan_id], str(row["text"]))
        )
    for repeat in find_repeats(passages):
        tables.add("repeats", **asdict(repeat))


def _recommendations(tables: Tables) -> list[Row]:
    return tables.rows["recommendations"]


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
