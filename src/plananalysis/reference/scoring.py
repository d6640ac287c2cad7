"""How one plan was read, field by field, against its annotation."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from rapidfuzz import fuzz

from plananalysis.linking.links import Link, link_entries
from plananalysis.records import Entry, Plan, Recommendation
from plananalysis.reference import Reference
from plananalysis.reference.matching import ends_right, match_entries, plain, starts_right
from plananalysis.reference.scores import FieldScores, Tally

Links = Mapping[int, Sequence[Link]]
"""The links of each recommendation, by its index in the plan."""


def score_plan(plan: Plan, reference: Reference, links: Links | None = None) -> FieldScores:
    """Give the scores of `plan` against its annotation, and each disagreement.

    `links` by index of recommendation; where none are given, `link_entries` makes them.
    Fields of an entry are judged on the entries found in both; `entries` itself says how many
    were found whole (first and last words right). What the annotation leaves `open` is not judged.
    """
    tally = Tally()
    _score_document(plan, reference, tally)
    by_number: dict[str, list[int]] = {}
    for index, recommendation in enumerate(plan.recommendations):
        by_number.setdefault(recommendation.number, []).append(index)
    expected = [str(recommendation["rec"]) for recommendation in reference["recommendations"]]
    printed = [recommendation.number for recommendation in plan.recommendations]
    tally.compare_sets("recommendations", "plan", expected, printed)
    linked: set[tuple[Hashable, Hashable]] = set()
    for annotated in reference["recommendations"]:
        number = str(annotated["rec"])
        entries = [
            (index, entry)
            for index, entry in enumerate(reference["entries"])
            if str(entry["rec"]) == number
        ]
        if number not in by_number:
            for _, entry in entries:
                _miss_entry(entry, f"rec {number}", tally)
            continue
        position = by_number[number].pop(0)
        if not by_number[number]:
            del by_number[number]
        ours = plan.recommendations[position]
        _score_recommendation(ours, annotated, tally)
        known = _score_entries(ours, entries, tally)
        made = link_entries(ours) if links is None else links.get(position, ())
        # An entry that is not annotated keeps a name of its own, so its links count as wrong.
        linked |= {
            (
                known.get(link.progress_position, (number, link.progress_position)),
                known.get(link.action_position, (number, link.action_position)),
            )
            for link in made
        }
    for left_over in by_number.values():
        for position in left_over:
            ours = plan.recommendations[position]
            for entry_found in ours.entries:
                _invent_entry(entry_found, f"rec {ours.number}", tally)
    tally.compare_sets(
        "links",
        "progress → action, by index in the annotation",
        ((link["progress"], action) for link in reference["links"] for action in link["actions"]),
        linked,
    )
    return FieldScores(plan.title or plan.source_file, tally.scores(), tuple(tally.misses))


def _score_document(plan: Plan, reference: Reference, tally: Tally) -> None:
    document, totals = reference["document"], reference["totals"]
    tally.compare("title", "plan", plain(document["title"]), plain(plan.title))
    tally.compare("published", "plan", document["report_published"], plan.published_on)
    tally.compare("submitted", "plan", document["submitted"], plan.submitted_on)
    tally.compare("updated", "plan", document["updated"], plan.updated_on)
    # `Agreed/Agreed in principle` is one row of some closing tables: it counts as agreed.
    printed = {total.response.split("/")[0]: total.printed for total in plan.printed_totals}
    for key, expected in totals.items():
        response = key.replace("_", " ")
        tally.compare("totals", response, expected, printed.get(response))


def _score_recommendation(ours: Recommendation, annotated: Reference, tally: Tally) -> None:
    where = f"rec {ours.number}"
    expected, text = plain(annotated["text"]), plain(ours.text)
    tally.compare("text", where, expected, text)
    tally.similarities.append(fuzz.ratio(expected, text) / 100)
    addressee = plain(annotated["addressee"]), plain(ours.addressee)
    is_same = addressee[0].casefold() == addressee[1].casefold()
    tally.judge("addressee", where, *addressee, is_same)
    tally.compare("response", where, annotated["response"], ours.response)
    tally.compare("reasons", where, sorted(annotated["reasons"]), sorted(ours.reasons))


def _score_entries(
    ours: Recommendation, annotated: list[tuple[int, Reference]], tally: Tally
) -> dict[int, int]:
    """Count the entries of one recommendation; give annotation index by position in `ours`."""
    matching = match_entries([entry for _, entry in annotated], ours.entries)
    where = f"rec {ours.number}"
    for theirs in matching.missed:
        _miss_entry(annotated[theirs][1], where, tally)
    for position in matching.spurious:
        _invent_entry(ours.entries[position], where, tally)
    for theirs, position in matching.pairs:
        _score_entry(ours.entries[position], annotated[theirs][1], where, tally)
    return {position: annotated[theirs][0] for theirs, position in matching.pairs}


def _score_entry(entry: Entry, annotated: Reference, where: str, tally: Tally) -> None:
    left_open = annotated.get("open", ())
    where = f"{where}, {annotated['kind']} {annotated['ref'] or '-'}: {annotated['starts']}"
    has_start, has_end = starts_right(annotated, entry), ends_right(annotated, entry)
    if "split" not in left_open:
        tally.judge("starts", where, annotated["starts"], entry.text[:60], has_start)
        if "ends" not in left_open:
            tally.judge("ends", where, annotated["ends"], entry.text[-60:], has_end)
        is_whole = has_start and (has_end or "ends" in left_open)
        tally.judge("entries", where, annotated["starts"], entry.text[:60], is_whole)
    tally.compare("kind", where, annotated["kind"], entry.kind)
    tally.compare("ref", where, annotated["ref"], entry.ref)
    tally.compare("as_of", where, annotated["as_of"], entry.as_of)
    if "owners" not in left_open:
        owners = [plain(owner) for owner in annotated["owners"]]
        tally.compare("owners", where, owners, [plain(owner) for owner in entry.owners])
    if "targets" not in left_open:
        raw = [plain(target) for target in annotated["target_raw"]]
        found = [plain(target.target_raw) for target in entry.targets]
        tally.compare("target_raw", where, raw, [target for target in found if target])
        targets = [(t["state"], t["edtf"], t["recurs"]) for t in annotated["targets"]]
        read = [(target.state, target.edtf, target.recurs) for target in entry.targets]
        tally.compare("targets", where, targets, read)
    tally.compare("alignment", where, annotated["alignment"], entry.alignment)
    is_sure, was_sure = entry.alignment == "certain", annotated["alignment"] == "certain"
    facet = "certainty spared" if was_sure else "doubt admitted"
    tally.judge(facet, where, annotated["alignment"], entry.alignment, is_sure == was_sure)
    dates = [(date["event"], date["edtf"]) for date in annotated["narrative_dates"]]
    tally.compare_sets("narrative_dates", where, dates, _dates(entry))


def _miss_entry(annotated: Reference, where: str, tally: Tally) -> None:
    if "split" in annotated.get("open", ()):
        return
    shown = f"{annotated['kind']} {annotated['ref'] or '-'}: {annotated['starts']}"
    tally.compare_sets("entries", where, [shown], [])
    dates = [(date["event"], date["edtf"]) for date in annotated["narrative_dates"]]
    tally.compare_sets("narrative_dates", where, dates, [])


def _invent_entry(entry: Entry, where: str, tally: Tally) -> None:
    shown = f"{entry.kind} {entry.ref or '-'}: {entry.text[:60]}"
    tally.compare_sets("entries", where, [], [shown])
    tally.compare_sets("narrative_dates", where, [], _dates(entry))


def _dates(entry: Entry) -> list[tuple[str, str]]:
    return [(date.event, date.edtf) for date in entry.dates]
