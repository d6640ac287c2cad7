"""What each text is about and which levers it pulls: the codes of the codebook, with evidence.

Words earn a code, by the rules that `docs/methodology/coding.md` states and no others: the same
texts and codebook give the same codes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from plananalysis.themes.codebook import OTHER, Codebook, Facet, load_codebook
from plananalysis.themes.codebook.evidence import Evidence, find_evidence, index_codebook

ByCode = Mapping[str, Sequence[Evidence]]
"""What speaks for each code of a facet, in reading order."""

LATE_SENTENCE = 2
"""From the third sentence on, a topic that is named once and no more is named in passing."""


@dataclass(frozen=True, slots=True)
class Item:
    """A recommendation or an entry to be coded.

    `answers` are the ids of what it answers: the actions that a progress entry reports on; of an
    action, or without such a link, the recommendation; of a recommendation, nothing.
    """

    item_id: str
    text: str
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemCode:
    """A code given to an item, and the phrase that earned it: `char_start:char_end` of its text.

    A topic taken from what the item answers has no phrase; `inherited_from` is the item whose
    words earned it. The topic `other` has neither.
    """

    item_id: str
    facet: Facet
    code: str
    phrase: str | None = None
    char_start: int | None = None
    char_end: int | None = None
    inherited_from: str | None = None


def code_items(items: Iterable[Item], codebook: Codebook | None = None) -> list[ItemCode]:
    """The codes of all items, in the order of the items, then of the codebook.

    What an item answers is looked for among the items; an id that is not there is passed over.
    Without a codebook, that of the package; raises VocabularyError where that is malformed.
    """
    codebook = codebook or load_codebook()
    index = index_codebook(codebook)
    by_id = {item.item_id: item for item in items}
    found = {
        key: _by_code(find_evidence(item.text, index, is_entry=bool(item.answers)))
        for key, item in by_id.items()
    }
    topics: dict[str, list[ItemCode]] = {}
    order = codebook.order
    codes: list[ItemCode] = []
    for key, item in by_id.items():
        given = _topics(item, by_id, found, codebook, topics) + _levers(item, found[key]["lever"])
        given.sort(key=lambda each: order[each.facet][each.code])
        codes += given
    return codes


def _topics(
    item: Item,
    by_id: Mapping[str, Item],
    found: Mapping[str, Mapping[Facet, ByCode]],
    codebook: Codebook,
    known: dict[str, list[ItemCode]],
) -> list[ItemCode]:
    """The topics of an item; those of what it answers are worked out before, each once."""
    if item.item_id in known:
        return known[item.item_id]
    known[item.item_id] = []  # items that answer one another in a circle end here
    answered: dict[str, ItemCode] = {}
    for answer in item.answers:
        if answer in by_id:
            for topic in _topics(by_id[answer], by_id, found, codebook, known):
                answered.setdefault(topic.code, topic)
    answered.pop(OTHER, None)
    known[item.item_id] = _earn_topics(item, found[item.item_id]["topic"], answered, codebook)
    return known[item.item_id]


def _earn_topics(
    item: Item, found: ByCode, answered: Mapping[str, ItemCode], codebook: Codebook
) -> list[ItemCode]:
    strongest = {code: _strongest(each) for code, each in found.items()}
    enough = {code for code, each in strongest.items() if _is_enough(each, code in answered)}
    if enough:
        enough = _without_yielding(enough, found, codebook)
        enough = _without_passing(enough, found, answered)
    if not enough and not answered:
        # Nothing is said plainly, and there is nothing to inherit: what is said at all.
        phrases = {code for code, each in found.items() if _any_phrase(each)}
        enough = phrases or set(found)
    if enough:
        return [_as_code(item, each) for code, each in strongest.items() if code in enough]
    if answered:
        return [
            ItemCode(
                item.item_id, "topic", code, inherited_from=topic.inherited_from or topic.item_id
            )
            for code, topic in answered.items()
        ]
    return [ItemCode(item.item_id, "topic", OTHER)] if codebook.has_other else []


def _levers(item: Item, found: ByCode) -> list[ItemCode]:
    """Levers are never inherited: an entry that pulls none has none."""
    strongest = map(_strongest, found.values())
    return [_as_code(item, each) for each in strongest if _is_enough(each, False)]


def _is_enough(strongest: Evidence, is_answered: bool) -> bool:
    """A phrase is, and a mention of what the text answers; nothing that is said aside."""
    return not strongest.is_aside and (is_answered or strongest.weight == "phrase")


def _without_yielding(codes: set[str], found: ByCode, codebook: Codebook) -> set[str]:
    """Without the topics that yield to another of the text, unless two phrases speak for them."""
    yielding = [
        code for code in codes & codebook.yielding.keys() if codes & codebook.yielding[code]
    ]
    return codes.difference(
        code for code in yielding if sum(map(_is_plain_phrase, found[code])) < 2
    )


def _without_passing(codes: set[str], found: ByCode, answered: Mapping[str, ItemCode]) -> set[str]:
    """Without the topics named once, late, in a text that opens with another topic."""
    plain = {code: [each for each in found[code] if not each.is_aside] for code in codes}
    if not any(evidence[0].sentence == 0 for evidence in plain.values()):
        return codes
    return {
        code
        for code, evidence in plain.items()
        if code in answered or len(evidence) > 1 or evidence[0].sentence < LATE_SENTENCE
    }


def _by_code(evidence: Sequence[Evidence]) -> Mapping[Facet, ByCode]:
    topics: dict[str, list[Evidence]] = {}
    levers: dict[str, list[Evidence]] = {}
    for each in evidence:
        by_code = topics if each.facet == "topic" else levers
        by_code.setdefault(each.code, []).append(each)
    return {"topic": topics, "lever": levers}


def _is_plain_phrase(each: Evidence) -> bool:
    return not each.is_aside and each.weight == "phrase"


def _any_phrase(found: Sequence[Evidence]) -> bool:
    return any(each.weight == "phrase" for each in found)


def _strongest(found: Sequence[Evidence]) -> Evidence:
    """What is said plainly before what is said aside, a phrase before a mention, the first."""
    if len(found) == 1 or _is_plain_phrase(found[0]):
        return found[0]
    return min(found, key=lambda each: (each.is_aside, each.weight == "mention", each.start))


def _as_code(item: Item, each: Evidence) -> ItemCode:
    phrase = item.text[each.start : each.end]
    return ItemCode(item.item_id, each.facet, each.code, phrase, each.start, each.end)
