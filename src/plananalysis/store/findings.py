"""What one plan tells by itself, whichever other plans are present: all that is costly to find.

Keys in it are those of `plananalysis.store.keys` without the plan's own, which depends on other
plans.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from plananalysis.linking.abbreviations import Abbreviation, find_abbreviations
from plananalysis.linking.links import Link, link_entries
from plananalysis.records import Plan
from plananalysis.store import keys
from plananalysis.themes.coding import Item, ItemCode, code_items


@dataclass(frozen=True, slots=True)
class Findings:
    """A plan; for each recommendation the links of its entries; abbreviations; and codes.

    The ids of `codes` lack the key of the plan at their beginning.
    """

    plan: Plan
    links: tuple[tuple[Link, ...], ...]
    abbreviations: tuple[Abbreviation, ...]
    codes: tuple[ItemCode, ...]


def find_all(plan: Plan) -> Findings:
    """The findings of a plan. Raises VocabularyError where the codebook is malformed."""
    links = tuple(link_entries(recommendation) for recommendation in plan.recommendations)
    return Findings(plan, links, find_abbreviations(plan), _code(plan, links))


def _code(plan: Plan, links: Sequence[Sequence[Link]]) -> tuple[ItemCode, ...]:
    """The codes of every text; a progress entry answers the actions that it is linked to."""
    recommendations = plan.recommendations
    ids = keys.recommendation_ids("", recommendations)
    items = [
        Item(rec_id, recommendation.text)
        for rec_id, recommendation in zip(ids, recommendations, strict=True)
    ]
    for rec_id, recommendation, linked in zip(ids, recommendations, links, strict=True):
        entry_ids = keys.entry_ids(rec_id, recommendation.entries)
        reported: defaultdict[int, list[str]] = defaultdict(list)
        for link in linked:
            reported[link.progress_position].append(entry_ids[link.action_position])
        items += [
            Item(entry_id, entry.text, tuple(reported[place] or (rec_id,)))
            for place, (entry_id, entry) in enumerate(
                zip(entry_ids, recommendation.entries, strict=True)
            )
        ]
    return tuple(code_items(items))
