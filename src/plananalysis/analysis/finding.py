"""Finding the texts that hold words, the most telling first, in the database itself.

Texts are not fetched to be looked through: of ten million only the best are.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

import duckdb

# Okapi BM25 with its usual constants: how soon more of a word stops counting, and how far a text
# is forgiven for being long.
_SATURATION, _LENGTH = 1.2, 0.75

_LETTERS = re.compile(r"[a-z0-9]+")

# What may part words (the codebook's `_BREAK`) and what stands for an apostrophe, in texts whose
# quotes, dashes and spaces are as printed: this expression language knows ASCII spaces alone.
_SPACE = (
    r"\s\x{0b}\x{1c}-\x{1f}\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}"
    r"\x{3000}"
)
_BREAK = rf"[{_SPACE}\-‑‐–—/'’‘\"“”()]+"
_APOSTROPHE = "['’‘]"


@dataclass(frozen=True, slots=True)
class Term:
    """Words in a row for the database: letters that a text must hold, and an expression."""

    letters: str
    expression: str


@dataclass(frozen=True, slots=True)
class Found:
    """The best texts as rows by column, and how many there are in all."""

    rows: list[dict[str, object]]
    count: int


def make_term(words: Sequence[str]) -> Term:
    """A term of folded words, of which each begins with a letter or digit; `enquir*` is open."""
    written = [_write_word(word) for word in words]
    last = words[-1]
    # After a star nothing of the word is left over; after a sign, no letter may follow.
    after = "" if last.endswith("*") else r"\b" if last[-1].isalnum() else "(?:[^a-z0-9]|$)"
    letters = max((part for word in words for part in _LETTERS.findall(word)), key=len)
    return Term(letters, rf"\b{_BREAK.join(written)}{after}")


def _write_word(word: str) -> str:
    stem = re.escape(word.rstrip("*")).replace("'", _APOSTROPHE)
    return stem + ("[a-z0-9]*" if word.endswith("*") else "")


def find_best(
    connection: duckdb.DuckDBPyConnection, terms: Sequence[Term], limit: int | None
) -> Found:
    """The texts that hold a term, with `score` and where they stand; equals in plan order."""
    total, mean = connection.execute(_sql("texts")).fetchall()[0]
    counts, bound = _write_counts(terms)
    connection.execute(_sql("hits").replace("/* counts */", counts), bound)
    holding = connection.execute(_sql("holding"), {"terms": len(terms)}).fetchall()
    weights = [math.log(1 + (total - count + 0.5) / (count + 0.5)) for (count,) in holding]
    result = connection.execute(
        _sql("best"),
        {
            "weights": weights,
            "saturation": _SATURATION,
            "length": _LENGTH,
            "mean": mean,
            "limit": limit,
        },
    )
    names = [column[0] for column in result.description]
    rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    (count,) = connection.execute("SELECT count(*) FROM hits").fetchall()[0]
    return Found(rows, count)


def _write_counts(terms: Sequence[Term]) -> tuple[str, dict[str, str]]:
    """The expressions that count the terms, and their parameters: no word becomes SQL."""
    count = _sql("count")
    written: list[str] = []
    bound: dict[str, str] = {}
    for place, term in enumerate(terms):
        letters, expression = f"letters_{place}", f"expression_{place}"
        written.append(
            count.replace("$letters", f"${letters}").replace("$expression", f"${expression}")
        )
        bound |= {letters: term.letters, expression: term.expression}
    return ",\n".join(written), bound


def _sql(name: str) -> str:
    file = resources.files("plananalysis").joinpath("sql", "search", f"{name}.sql")
    return file.read_text(encoding="utf-8")
