"""Responses printed as a letter or a short word that the column's heading or a key explains.

'PA' under 'Agreed/ Partly Agreed/ Not Agreed', 'Y' under 'Agreed Y/N', 'A' with a key
'A = Agreed'. Under a heading that says nothing of what they mean, they are no response.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from plananalysis.readers.grid import Row
from plananalysis.wording.vocabulary import fold, read_response

Codes = Mapping[str, str]

NO_CODES: Codes = MappingProxyType({})
_OPTIONS = re.compile(r"\s*(?:[/,;|\n()?]|\bor\b)\s*")
_ANSWERS = {
    "agreed": ("y", "yes"),
    "partly agreed": ("p", "part", "partial", "partially", "partly", "in part"),
    "not agreed": ("n", "no"),
}
_ALL_ANSWERS = frozenset(word for words in _ANSWERS.values() for word in words)
_INITIALS = {"a": "agreed", "pa": "partly agreed", "na": "not agreed"}
_KEY = re.compile(r"\b(?P<code>[A-Z]{1,3})\s*[=:–-]\s*(?P<wording>[A-Z][a-z]+(?: [A-Za-z]+){0,2})")
_NAMED = re.compile(r"(?P<wording>[A-Z][a-z]+(?: [A-Za-z]+){0,2})\s*\((?P<code>[A-Z]{1,3})\)")
_CODE = re.compile(r"[A-Z]{1,3}")
LONGEST_LETTERS = 3


def find_codes(
    heading: str, front: Sequence[Row], body: Sequence[Row], at: int
) -> tuple[Codes, bool]:
    """What the short answers of a plan stand for, and whether its column `at` is written in them.

    `heading` is that of the column, `front` what stands before the table. Letters count only where
    the column is written in them: beside responses in full, a letter is a scrap of a word.
    """
    key = dict(_of_key(front))
    codes = _of_heading(heading) | key
    cells = [fold(row.cells[at].string) for row in body if len(row.cells) > at and row.cells[at]]
    coded = [cell for cell in cells if cell in codes]
    if "na" not in key and set(coded) <= {"na"}:
        return NO_CODES, False  # not applicable, as likely as not agreed
    is_written_so = len(coded) > sum(read_response(cell) is not None for cell in cells)
    if not is_written_so:
        codes = {code: said for code, said in codes.items() if len(code) > LONGEST_LETTERS}
    return MappingProxyType(codes), is_written_so


def _of_heading(heading: str) -> dict[str, str]:
    """'Agreed Y/N' and 'Agreed/ Not agreed' ask for yes or no, the latter for initials, too."""
    options = {fold(part): read_response(part) for part in _OPTIONS.split(heading) if part}
    said = set(options.values())
    bare = " ".join(word for word in fold(heading).split() if word not in _ALL_ANSWERS)
    codes: dict[str, str] = {}
    if {"agreed", "not agreed"} <= said or read_response(bare) == "agreed":
        codes = {code: meant for meant, short in _ANSWERS.items() for code in short}
    for option, response in options.items():
        if response and {"agreed", "not agreed"} <= said:
            codes["".join(word[0] for word in option.split())] = response
    return codes | _INITIALS if set(_INITIALS) <= set(fold(heading).split()) else codes


def _of_key(front: Sequence[Row]) -> Iterator[tuple[str, str]]:
    """The codes that a key before the table explains: 'A = Agreed', or a row of the two."""
    for row in front:
        found = [(m["code"], m["wording"]) for m in _KEY.finditer(row.plain)]
        found += [(m["code"], m["wording"]) for m in _NAMED.finditer(row.plain)]
        if len(row.filled) > 1 and _CODE.fullmatch(row.cells[row.filled[0]].plain):
            found.append((row.cells[row.filled[0]].plain, row.cells[row.filled[1]].plain))
        for code, wording in found:
            response = read_response(wording)
            if response:
                yield fold(code), response
