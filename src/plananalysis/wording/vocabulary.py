"""The wordings that the reading knows, kept in CSV files beside this package and read once.

A new wording is an edit of a file in `vocabulary/`, never of code.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from io import StringIO
from types import MappingProxyType

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from plananalysis.errors import VocabularyError
from plananalysis.memo import remember

_NO_LETTERS = {at: " " for at in range(128) if not re.match(r"[a-z0-9]", chr(at))}


def read_rows(name: str, columns: tuple[str, ...]) -> list[dict[str, str]]:
    """The rows of `vocabulary/NAME.csv`, each with exactly `columns`.

    Raises `VocabularyError` with file and line where the file is malformed.
    """
    path = files("plananalysis") / "vocabulary" / f"{name}.csv"
    with StringIO(path.read_text(encoding="utf-8"), newline="") as lines:
        reader = csv.DictReader(lines)
        if tuple(reader.fieldnames or ()) != columns:
            raise VocabularyError(
                f"{name}.csv, line 1: the columns are {reader.fieldnames}. Write {list(columns)}."
            )
        rows = []
        for row in reader:
            is_whole = len(row) == len(columns) and all(cell is not None for cell in row.values())
            if not is_whole or not row[columns[0]].strip():
                raise VocabularyError(
                    f"{name}.csv, line {reader.line_num}: {len(columns)} cells are needed, the "
                    "first of them filled. Quote cells that hold a comma."
                )
            rows.append(row)
    return rows


@remember
def fold(string: str) -> str:
    """Letters and digits in lower case, parted by single spaces: how wordings are compared."""
    folded = unicodedata.normalize("NFKD", string).casefold().replace("'", "").replace("’", "")
    plain = folded.encode("ascii", "replace").decode("ascii")
    return " ".join(plain.translate(_NO_LETTERS).split())


@cache
def responses() -> Mapping[str, str]:
    """Folded wording of a response → the response of the data model."""
    rows = read_rows("responses", ("wording", "response", "reason"))
    return MappingProxyType({fold(row["wording"]): row["response"] for row in rows})


@cache
def headings(kind: str) -> Mapping[str, str]:
    """Folded wording → kind, of the headings whose kind is `kind` or begins with `kind:`."""
    rows = read_rows("headings", ("kind", "wording", "note"))
    return MappingProxyType(
        {
            fold(row["wording"]): row["kind"].partition(":")[2] or row["kind"]
            for row in rows
            if row["kind"].partition(":")[0] == kind
        }
    )


@cache
def addressees() -> tuple[str, ...]:
    """The bodies that recommendations are addressed to, as they are printed."""
    return tuple(row["wording"] for row in read_rows("addressees", ("wording", "note")))


@cache
def opening_words() -> frozenset[str]:
    """Words with which recommendations begin, beside those that begin others of the plan."""
    return frozenset(row["word"] for row in read_rows("openings", ("word", "reason")))


@cache
def own_words() -> frozenset[str]:
    """Words, in small letters, that stand near a known one and are no misreading of it."""
    return frozenset(row["word"] for row in read_rows("ownwords", ("word", "reason")))


@cache
def furniture() -> re.Pattern[str]:
    """What a line of page furniture is, whole, in lower case."""
    rows = read_rows("furniture", ("pattern", "note"))
    return re.compile("|".join(f"(?:{row['pattern']})" for row in rows))


@cache
def _response_frames() -> re.Pattern[str]:
    """A folded cell that states its response in a sentence, or with a condition behind it."""
    rows = read_rows("responseframes", ("role", "pattern", "reason"))
    before, behind = (
        "|".join(row["pattern"] for row in rows if row["role"] == role)
        for role in ("before", "behind")
    )
    return re.compile(rf"(?:(?:{before}) )?(?P<response>\S.*?)(?: (?:{behind}))?")


@cache
def _responses_as_long(length: int) -> Mapping[str, str]:
    """The responses whose wordings are about so many letters long, those without their spaces."""
    squeezed = {wording.replace(" ", ""): said for wording, said in responses().items()}
    near = range(length - MOST_LETTERS_MORE, length + MOST_LETTERS_MORE + 1)
    return MappingProxyType({word: said for word, said in squeezed.items() if len(word) in near})


MOST_FOLDED = 120
# Misread letters hardly change how long a word is; a 'not' more or less does.
MOST_LETTERS_MORE = 2
FEWEST_MISREAD = 6


@remember
def read_response(string: str) -> str | None:
    """The response that a whole cell states, None where it states none; misread letters allowed.

    'This recommendation is partly agreed' and 'Agreed - subject to funding' state one too.
    """
    # Where its head alone is too long when folded, so is the whole.
    if len(string) > 2 * MOST_FOLDED and len(fold(string[: 2 * MOST_FOLDED])) > MOST_FOLDED:
        return None
    folded = fold(string)
    if not folded or len(folded) > MOST_FOLDED:
        return None
    known = responses()
    if folded in known:
        return known[folded]
    match = _response_frames().fullmatch(folded)
    folded = match.group("response") if match else folded
    if len(folded) > 40:
        return None
    if folded in known:
        return known[folded]
    if not own_words().isdisjoint(folded.split()):
        return None
    printed = folded.replace(" ", "")
    squeezed = _responses_as_long(len(printed))
    close = process.extractOne(printed, squeezed.keys(), scorer=fuzz.ratio, score_cutoff=88)
    if close is None:
        # In a short word one letter misread counts for more: 'Agrecd'.
        near = {
            response
            for wording, response in squeezed.items()
            if len(printed) >= FEWEST_MISREAD and OSA.distance(printed, wording) == 1
        }
        return near.pop() if len(near) == 1 else None
    # 'agreed' and 'not agreed' are near one another: a near miss must not turn one into the other.
    rivals = [
        response
        for wording, response in squeezed.items()
        if fuzz.ratio(printed, wording) >= close[1] - 2
    ]
    return squeezed[close[0]] if len(set(rivals)) == 1 else None
