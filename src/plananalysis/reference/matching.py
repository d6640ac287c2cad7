"""Which entry of a plan is which entry of its annotation, and what may not be held against it."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz

from plananalysis.records import Entry
from plananalysis.reference import Reference

_SAME_ENTRY = 0.6
"""Likeness, of one, from which two texts are taken for the same entry, well or badly cut."""
_BULLETS = dict.fromkeys(map(ord, "•●▪◦‣∙·■□➢\uf0b7\uf0a7\uf06f\ufffd"), " ")
_QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00a0": " "})
_DASHES = frozenset("-\u2013\u2014")


@dataclass(frozen=True, slots=True)
class Matching:
    """Pairs (index in the annotation, index in the plan) of one recommendation's entries.

    `missed` are annotated entries that the plan lacks, `spurious` entries of the plan that are
    not annotated, `spared` those that arise where the annotation leaves the split open.
    """

    pairs: tuple[tuple[int, int], ...]
    missed: tuple[int, ...]
    spurious: tuple[int, ...]
    spared: tuple[int, ...]


def plain(text: str | None) -> str:
    """Give `text` with white space collapsed and quotation marks straight."""
    return " ".join((text or "").translate(_QUOTES).split())


def words(text: str | None) -> list[str]:
    """Give the words of `text` without bullet marks, which annotations leave out."""
    return [word for word in plain((text or "").translate(_BULLETS)).split() if word not in _DASHES]


def starts_right(reference: Reference, entry: Entry) -> bool:
    """Whether the entry begins with the words that the annotation gives as its first."""
    expected = words(reference["starts"])
    return words(entry.text)[: len(expected)] == expected


def ends_right(reference: Reference, entry: Entry) -> bool:
    """Whether the entry ends with the words that the annotation gives as its last."""
    expected = words(reference["ends"])
    return words(entry.text)[-len(expected) :] == expected


def match_entries(annotated: list[Reference], entries: tuple[Entry, ...]) -> Matching:
    """Match the entries of one recommendation with those annotated for it.

    Best pair first, by likeness of the first and last words; kind and printed number decide
    between texts that are alike, then reading order. An annotated entry whose `open` holds
    `split` may be missing or cut otherwise: neither it nor what stands in its place counts.
    """
    ranked = sorted(
        (
            (-likeness, abs(theirs - ours), theirs, ours)
            for theirs, reference in enumerate(annotated)
            for ours, entry in enumerate(entries)
            if (likeness := _likeness(reference, entry)) >= _SAME_ENTRY
        ),
    )
    paired: dict[int, int] = {}
    for _, _, theirs, ours in ranked:
        if theirs not in paired.values() and ours not in paired:
            paired[ours] = theirs
    unpaired = [ours for ours in range(len(entries)) if ours not in paired]
    spared = tuple(ours for ours in unpaired if _stands_in_open_split(ours, paired, annotated))
    return Matching(
        pairs=tuple(sorted((theirs, ours) for ours, theirs in paired.items())),
        missed=tuple(
            theirs
            for theirs, reference in enumerate(annotated)
            if theirs not in paired.values() and "split" not in reference.get("open", ())
        ),
        spurious=tuple(ours for ours in unpaired if ours not in spared),
        spared=spared,
    )


def _likeness(reference: Reference, entry: Entry) -> float:
    """Give the likeness of an annotated entry and one that was read, of one."""
    text, first, last = words(entry.text), words(reference["starts"]), words(reference["ends"])
    starts: float = fuzz.ratio(" ".join(text[: len(first)]), " ".join(first)) / 100
    ends: float = fuzz.ratio(" ".join(text[-len(last) :]), " ".join(last)) / 100
    if max(starts, ends) < _SAME_ENTRY:
        return 0.0
    # One end may be lost to a bad cut, so the better end counts most; the rest breaks ties.
    text_likeness = 0.7 * max(starts, ends) + 0.3 * min(starts, ends)
    agreed = int(reference["kind"] == entry.kind) + int(reference["ref"] == entry.ref)
    return 0.8 * text_likeness + 0.1 * agreed


def _stands_in_open_split(ours: int, paired: dict[int, int], annotated: list[Reference]) -> bool:
    before = max((paired[o] for o in paired if o < ours), default=-1)
    after = min((paired[o] for o in paired if o > ours), default=len(annotated))
    around = range(max(before, 0), min(after + 1, len(annotated)))
    return any("split" in annotated[theirs].get("open", ()) for theirs in around)
