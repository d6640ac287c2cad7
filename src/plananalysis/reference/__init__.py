"""The reference set: plans annotated by eye, and which plan of a set each one describes.

The form of an annotation and the rules it follows stand in `docs/ANNOTATION.md`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from plananalysis.errors import VocabularyError
from plananalysis.records import Plan

REFERENCE_DIR = Path(__file__).parent
"""The annotated plans that ship with the package, and with which its rules were written."""

OTHERS_DIR = REFERENCE_DIR / "others"
"""Plans annotated by readers who had not seen the code; its rules were mended by what they show."""

Reference = dict[str, Any]
"""One annotation: `document`, `totals`, `recommendations`, `entries`, `links`, `source_faults`."""

_PARTS = ("document", "totals", "recommendations", "entries", "links")
_SAME_TITLE, _GARBLED_TITLE = 80.0, 60.0
"""Share of the letters, in percent, that two readings of one title have in common: where a date may
differ, and where all three agree."""


def load_references(directory: Path = REFERENCE_DIR) -> dict[str, Reference]:
    """Give the annotations of `directory` by file stem, in order of name.

    A JSON file that is no annotation (one of codes, say) is passed over. Raises VocabularyError
    for a file that is not JSON, and for a directory without a single annotation.
    """
    references: dict[str, Reference] = {}
    for path in sorted(directory.glob("*.json")):
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise VocabularyError(f"{path.name}: not a JSON file ({error})") from error
        if isinstance(content, dict) and all(part in content for part in _PARTS):
            references[path.stem] = content
    if not references:
        raise VocabularyError(f"{directory}: no annotated plan (*.json with {', '.join(_PARTS)})")
    return references


def find_plan(reference: Reference, plans: Sequence[Plan]) -> Plan | None:
    """Give the plan that `reference` annotates, or None.

    By the digest of the source where the annotation gives one (`document.sha256`). Otherwise by
    title and the three dates of the title block: one of the four may differ (and a title not
    wholly), and both must be a first edition or both a later one. File names say nothing: the same
    plan has many exports.
    """
    document = reference["document"]
    if document.get("sha256"):
        return next((plan for plan in plans if plan.source_sha256 == document["sha256"]), None)
    best: tuple[int, float, Plan] | None = None
    for plan in plans:
        title = fuzz.ratio((plan.title or "").casefold(), str(document["title"]).casefold())
        dates = _count_equal_dates(document, plan)
        is_same_title = title >= (_GARBLED_TITLE if dates == 3 else _SAME_TITLE)
        is_same = is_same_title or (plan.title is None and dates == 3)
        is_same_edition = (plan.updated_on is None) == (document["updated"] is None)
        if (
            is_same
            and is_same_edition
            and dates >= 2
            and (best is None or (dates, title) > best[:2])
        ):
            best = (dates, title, plan)
    return best[2] if best else None


def _count_equal_dates(document: Reference, plan: Plan) -> int:
    printed = (plan.submitted_on, plan.updated_on, plan.published_on)
    annotated = (document["submitted"], document["updated"], document["report_published"])
    return sum(ours == theirs for ours, theirs in zip(printed, annotated, strict=True))
