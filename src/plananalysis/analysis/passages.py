"""Passages side by side, to be compared by a reader: as plain HTML, what is the same in bold.

Text of documents is shown as printed: never markup, never mathematics.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import escape
from typing import Any

import pandas as pd

MOST_SHOWN = 60
"""So many pairs of passages are shown, and how many are not is said."""

_STYLE = ' style="text-align: left; vertical-align: top; width: 50%"'

_WORD = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Pairs of passages that show themselves in a notebook, the words that are the same in bold."""

    frame: pd.DataFrame
    caption: str

    @property
    def _counted(self) -> str:
        return f"{len(self.frame):,} {'pair' if len(self.frame) == 1 else 'pairs'}"

    @property
    def html(self) -> str:
        """The pairs as a table of two columns; past MOST_SHOWN it says how many are left out."""
        shown = self.frame.head(MOST_SHOWN)
        counted = self._counted
        if len(shown) < len(self.frame):
            counted = f"the first {len(shown):,} of {counted} are shown"
        lines = [
            '<div role="region" tabindex="0" style="max-height: 40em; overflow: auto" '
            f'aria-label="{escape(plain(self.caption))}">',
            '<table class="plananalysis-pairs tex2jax_ignore mathjax_ignore">',
            '<caption style="text-align: left">',
            f"{escape(plain(self.caption))} ({counted})</caption>",
            f'<thead><tr><th scope="col"{_STYLE}>said first</th>',
            f'<th scope="col"{_STYLE}>said again</th></tr></thead>',
            "<tbody>",
            *(line for row in shown.to_dict("records") for line in _rows(row)),
            "</tbody></table></div>",
        ]
        return "\n".join(lines)

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {
            "text/html": self.html,
            "text/plain": f"{self.caption}: {self._counted}",
        }


def side_by_side(data: pd.DataFrame, caption: str) -> SideBySide:
    """The pairs of `retold_data` (all, or those that a reader chose), to be read beside another."""
    return SideBySide(data, caption)


def plain(text: str) -> str:
    """Text on one line, without marks that are not seen but change how other text is shown."""
    seen = ("□" if unicodedata.category(c) in {"Cf", "Cc"} else c for c in " ".join(text.split()))
    return "".join(seen)


def _rows(row: dict[Any, Any]) -> Iterator[str]:
    left, right = _mark_same(plain(row["left_passage"]), plain(row["right_passage"]))
    heads = [
        f"{_say(row[f'{side}_review'])}, {_say(row[f'{side}_kind'])}, "
        f"{_say(row[f'{side}_spoken_on'])}<br><small>{_say(row[f'{side}_source'])}, line "
        f"{_say(row[f'{side}_line'])}</small>"
        for side in ("left", "right")
    ]
    yield "<tr>" + "".join(f"<td{_STYLE}>{head}</td>" for head in heads) + "</tr>"
    yield "<tr>" + "".join(f"<td{_STYLE}>{text}</td>" for text in (left, right)) + "</tr>"


def _say(value: Any) -> str:
    if isinstance(value, pd.Timestamp):
        return f"{value:%B %Y}"
    return "day not stated" if pd.isna(value) else escape(plain(str(value)))


def _mark_same(left: str, right: str) -> tuple[str, str]:
    """Two passages as HTML, the words that they have in common, in common order, in bold."""
    sides = [list(_WORD.finditer(text)) for text in (left, right)]
    one, other = ([word[0].casefold() for word in words] for words in sides)
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    same: tuple[set[int], set[int]] = (set(), set())
    for block in blocks:
        same[0].update(range(block.a, block.a + block.size))
        same[1].update(range(block.b, block.b + block.size))
    return (
        _embolden(left, sides[0], same[0]),
        _embolden(right, sides[1], same[1]),
    )


def _embolden(text: str, words: list[re.Match[str]], same: Iterable[int]) -> str:
    wanted, parts, at, is_bold = set(same), [], 0, False
    for place, word in enumerate(words):
        if place not in wanted and is_bold:
            parts.append("</b>")
        parts.append(escape(text[at : word.start()]))
        if place in wanted and not is_bold:
            parts.append("<b>")
        parts.append(escape(word[0]))
        at, is_bold = word.end(), place in wanted
    return "".join([*parts, "</b>" if is_bold else "", escape(text[at:])])
