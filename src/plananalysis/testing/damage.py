"""Harms a text export the way real exports are harmed, and says what was destroyed.

Each kind of damage is one small function over the lines of the text, and works on any export.
What is only moved, cut in two or said twice is not destroyed: a careful reader can mend it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from random import Random
from types import MappingProxyType

from plananalysis.testing.places import (
    HEADING,
    LINK,
    MONTH,
    SHORT,
    STACK,
    TAG,
    is_header,
    less_empty,
    rows_with_owner_and_target,
    runs_of_rows,
    some,
    table,
    trimmed,
)
from plananalysis.testing.rows import middle_of_sentence
from plananalysis.testing.wording import MONTHS

MISREAD = (("rn", "m"), ("m", "rn"), ("l", "1"), ("cl", "d"), ("ci", "d"))
# Misreading these would harm a date or a response, which other kinds of damage do openly.
NOT_MISREAD = frozenset(
    (*MONTHS, *"Agreed Partly Complete Completed Ongoing Recommendation Progress".split())
)


@dataclass(frozen=True, slots=True)
class Loss:
    """What was destroyed at a line of the text before the damage: `was` is gone, or its `what`.

    `what` is one of `letters`, `month`, `number`, `border` (between two values),
    `owner and target`, `header`, `totals`.
    """

    line: int
    what: str
    was: str


Damaged = tuple[list[str], list[Loss]]


def damage(data: bytes, kind: str, seed: int) -> tuple[bytes, list[Loss]]:
    """The export with one kind of damage, and what it destroyed. `kind` is a key of `KINDS`.

    The same bytes come back where there is nothing of the kind to harm. Raises KeyError for an
    unknown kind and UnicodeDecodeError where the data is not UTF-8.
    """
    text = data.decode("utf-8")
    line_end = "\r\n" if "\r\n" in text else "\n"
    lines, losses = KINDS[kind](text.split(line_end), Random(f"{kind} {seed}"))
    return line_end.join(lines).encode("utf-8"), losses


# --- headings ----------------------------------------------------------------------------------


def cut_headings(lines: list[str], random: Random) -> Damaged:
    """Headings cut over three cells, a wrong letter standing at some of the cuts."""
    losses = []
    for index in some(random, [i for i in table(lines) if HEADING.search(lines[i])], 0.5):
        cells = TAG.sub("", lines[index]).split("\t")
        at = next(i for i, cell in enumerate(cells) if HEADING.search(cell))
        first, second = sorted(random.sample(range(2, len(cells[at]) - 1), 2))
        pieces = [cells[at][:first], cells[at][first:second], cells[at][second:]]
        if random.random() < 0.5:
            losses.append(Loss(index + 1, "letters", cells[at]))
            pieces[1] = random.choice("hilo") + pieces[1]
        lines[index] = "\t".join([*cells[:at], *pieces, *less_empty(cells[at + 1 :], 2)])
    return lines, losses


def lose_heading_months(lines: list[str], random: Random) -> Damaged:
    """Progress headings without their month; one keeps it where there are several."""
    places = [i for i in table(lines) if HEADING.search(lines[i]) and MONTH.search(lines[i])]
    losses = []
    for index in some(random, places[1:] or places, 0.5):
        losses.append(Loss(index + 1, "month", lines[index].strip()))
        lines[index] = MONTH.sub("", lines[index], count=1)
    return lines, losses


# --- columns -----------------------------------------------------------------------------------


def glue_owner_and_target(lines: list[str], random: Random) -> Damaged:
    """The owner and the target of a row in one cell, parted by a space."""
    losses = []
    for index in some(random, rows_with_owner_and_target(lines), 0.3):
        cells = trimmed(lines[index])
        losses.append(Loss(index + 1, "border", f"{cells[-2]} | {cells[-1]}"))
        lines[index] = "\t".join([*cells[:-2], f"{cells[-2]} {cells[-1]}", ""])
    return lines, losses


def cut_last_columns(lines: list[str], random: Random) -> Damaged:
    """Rows whose owner and target are gone."""
    losses = []
    for index in some(random, rows_with_owner_and_target(lines), 0.2):
        cells = trimmed(lines[index])
        losses.append(Loss(index + 1, "owner and target", f"{cells[-2]} | {cells[-1]}"))
        lines[index] = "\t".join(cells[:-2])
    return lines, losses


def glue_stacked_targets(lines: list[str], random: Random) -> Damaged:
    """The stacked values of a row's last cell, parted by one space only."""
    losses = []
    places = [i for i in table(lines) if STACK.search(trimmed(lines[i])[-1])]
    for index in some(random, [i for i in places if len(trimmed(lines[i])) > 2], 0.5):
        cells = lines[index].rstrip("\t").split("\t")
        losses.append(Loss(index + 1, "border", cells[-1]))
        cells[-1] = TAG.sub("", STACK.sub(" ", cells[-1]))
        lines[index] = "\t".join(cells)
    return lines, losses


def shift_rows(lines: list[str], random: Random, *, step: int) -> Damaged:
    """Rows moved by one column, to the left (-1) or to the right (1)."""
    places = [i for i in table(lines) if lines[i].count("\t") >= 2]
    if step < 0:
        places = [i for i in places if lines[i].startswith("\t")]
    for index in some(random, places, 0.2):
        cells = lines[index].split("\t")
        moved = [*cells[1:], ""] if step < 0 else ["", *less_empty(cells, 1)]
        lines[index] = "\t".join(moved)
    return lines, []


def carry_tails(lines: list[str], random: Random) -> Damaged:
    """The last words of an action at the beginning of the cell after it."""
    losses = []
    for index in some(random, rows_with_owner_and_target(lines), 0.2):
        cells = trimmed(lines[index])
        at = len(cells) - 3
        words = cells[at].split(" ") if at >= 0 else []
        if len(words) > 8 and "<" not in cells[at][-8:]:
            losses.append(Loss(index + 1, "border", cells[at + 1]))
            cells[at] = " ".join(words[:-2])
            cells[at + 1] = " ".join([*words[-2:], cells[at + 1]])
            lines[index] = "\t".join(cells)
    return lines, losses


# --- numbers -----------------------------------------------------------------------------------


def lose_recommendation_numbers(lines: list[str], random: Random) -> Damaged:
    """Rows that begin a recommendation, their number cell empty."""
    losses = []
    places = [i for i in table(lines) if re.match(r"\d+(\.\d+)?\t", lines[i])]
    for index in some(random, places, 0.3):
        number, tab, rest = lines[index].partition("\t")
        losses.append(Loss(index + 1, "number", number))
        lines[index] = tab + rest
    return lines, losses


def move_entry_numbers(lines: list[str], random: Random) -> Damaged:
    """The number of an entry in a column of its own."""
    places = [i for i in table(lines) if re.search(r"\t\d+\.\d+ +\S", lines[i])]
    for index in some(random, places, 0.5):
        lines[index] = re.sub(r"\t(\d+\.\d+) +(?=\S)", r"\t\1\t", lines[index], count=1)
    return lines, []


def misnumber_entries(lines: list[str], random: Random) -> Damaged:
    """Entries that bear the number of another recommendation."""
    losses = []
    places = [i for i in table(lines) if re.search(r"\t(?:<p>)?\d+\.\d+[ \t]", lines[i])]
    for index in some(random, places, 0.1):
        losses.append(Loss(index + 1, "number", lines[index].strip()))
        lines[index] = re.sub(
            r"(\t(?:<p>)?)(\d+)(?=\.\d+[ \t])",
            lambda match: f"{match[1]}{int(match[2]) % 97 + 1}",
            lines[index],
            count=1,
        )
    return lines, losses


# --- text --------------------------------------------------------------------------------------


def misread_letters(lines: list[str], random: Random) -> Damaged:
    """Letters misread inside words of the table: l and 1, rn and m, a last d as u; no numbers."""
    losses = []
    for index in table(lines):

        def misread(match: re.Match[str], line: int = index + 1) -> str:
            word = match[0]
            pairs = [pair for pair in MISREAD if pair[0] in word[1:]]
            is_kept = word.startswith("<") or word.capitalize() in NOT_MISREAD
            if is_kept or random.random() > 0.03 or not (pairs or word.endswith("d")):
                return word
            losses.append(Loss(line, "letters", word))
            if not pairs:
                return word[:-1] + "u"
            was, became = random.choice(pairs)
            return word[0] + word[1:].replace(was, became, 1)

        if not HEADING.search(lines[index]):
            lines[index] = re.sub(r"<[^>]+>|[A-Za-z]{4,}", misread, lines[index])
    return lines, losses


def repeat_text(lines: list[str], random: Random) -> Damaged:
    """A sentence said twice, or a phrase of four words that loops."""
    places = [i for i in table(lines) if len(max(lines[i].split("\t"), key=len)) > SHORT]
    for index in some(random, places, 0.1):
        cells = lines[index].split("\t")
        at = max(range(len(cells)), key=lambda i: len(cells[i]))
        sentences = re.split(r"(?<=[a-z]\.) (?=[A-Z])", cells[at])
        if "<" not in cells[at] and len(sentences) > 2 and random.random() < 0.5:
            sentences.insert(2, sentences[1])
            cells[at] = " ".join(sentences)
        else:
            words = cells[at].split(" ")
            start = random.randrange(3, len(words) - 4)
            phrase = words[start : start + 4]
            if not any("<" in word or word.endswith(".") for word in phrase):
                words[start:start] = phrase * random.randint(1, 3)
                cells[at] = " ".join(words)
        lines[index] = "\t".join(cells)
    return lines, []


def break_pages(lines: list[str], random: Random) -> Damaged:
    """Rows cut by a page break in the middle of a sentence."""
    places = [i for i in table(lines) if len(max(lines[i].split("\t"), key=len)) > SHORT]
    # From the last to the first, so that the lines still to be cut keep their numbers.
    for index in reversed(some(random, places, 0.15)):
        cells = lines[index].split("\t")
        at = max(range(len(cells)), key=lambda i: len(cells[i]))
        cut = None if "<" in cells[at] else middle_of_sentence(cells[at])
        if cut is not None:
            rest = [""] * len(cells)
            rest[at] = cells[at][cut:].lstrip()
            cells[at] = cells[at][:cut].rstrip()
            lines[index : index + 1] = ["\t".join(cells), "", "", "\t".join(rest)]
    return lines, []


def flatten_rows(lines: list[str], random: Random) -> Damaged:
    """Some rows of a page that follow each other turned to one running text."""
    runs = list(runs_of_rows(lines))
    if not runs:
        return lines, []
    run = random.choice(runs)
    start = run[random.randrange(len(run) - 1)]
    stop = min(run[-1] + 1, start + random.randint(2, 5))
    losses = [Loss(i + 1, "border", lines[i].strip()) for i in range(start, stop)]
    cells = [cell for line in lines[start:stop] for cell in line.split("\t") if cell.strip()]
    lines[start:stop] = ["\t\t\t" + " ".join(cells) + "\t\t"]
    return lines, losses


def add_tags(lines: list[str], random: Random) -> Damaged:
    """Cells wrapped in tags: headings in <b>, long texts in <p>, a few words in <u>."""
    for index in table(lines):
        cells = lines[index].split("\t")
        for i, cell in enumerate(cells):
            if HEADING.search(cell) and len(cell) < SHORT:
                cells[i] = f"<b>{cell}</b>"
            elif len(cell) > SHORT and "<" not in cell:
                stressed = re.sub(r" (all|any|must) ", r" <u>\1</u> ", cell)
                cells[i] = f"<p>{stressed}</p>"
        lines[index] = "\t".join(cells)
    return lines, []


def strip_tags(lines: list[str], random: Random) -> Damaged:
    """Every tag gone, and with it the borders between stacked paragraphs."""
    losses = []
    for index, line in enumerate(lines):
        losses += [Loss(index + 1, "border", match[0]) for match in re.finditer("</p> *<p>", line)]
        lines[index] = LINK.sub(r"\1", TAG.sub("", line))
    return lines, losses


def write_entities(lines: list[str], random: Random) -> Damaged:
    """Marks written as HTML entities."""
    entities = {"'": "&#39;", '"': "&quot;", "\u2013": "&ndash;", "\u2022": "&bull;"}
    for index, line in enumerate(lines):
        line = re.sub(r"&(?!#?\w+;)", "&amp;", line)
        lines[index] = "".join(entities.get(letter, letter) for letter in line)
    return lines, []


# --- whole parts -------------------------------------------------------------------------------


def lose_header(lines: list[str], random: Random) -> Damaged:
    """The header row gone, wherever it stood."""
    headers = [i for i, line in enumerate(lines) if is_header(line)]
    losses = [Loss(i + 1, "header", lines[i]) for i in headers]
    return [line for line in lines if not is_header(line)], losses


def lose_closing_table(lines: list[str], random: Random) -> Damaged:
    """The closing table gone, and all after it."""
    stop = table(lines).stop
    losses = [Loss(i + 1, "totals", lines[i]) for i in range(stop, len(lines)) if lines[i].strip()]
    return lines[:stop], losses


KINDS: Mapping[str, Callable[[list[str], Random], Damaged]] = MappingProxyType(
    {
        "headings cut": cut_headings,
        "heading months lost": lose_heading_months,
        "owner and target glued": glue_owner_and_target,
        "stacked targets glued": glue_stacked_targets,
        "last columns cut": cut_last_columns,
        "rows shifted left": partial(shift_rows, step=-1),
        "rows shifted right": partial(shift_rows, step=1),
        "tails carried": carry_tails,
        "recommendation numbers lost": lose_recommendation_numbers,
        "entry numbers moved": move_entry_numbers,
        "entries misnumbered": misnumber_entries,
        "letters misread": misread_letters,
        "text repeated": repeat_text,
        "pages broken": break_pages,
        "rows flattened": flatten_rows,
        "tags added": add_tags,
        "tags stripped": strip_tags,
        "entities written": write_entities,
        "header lost": lose_header,
        "closing table lost": lose_closing_table,
    }
)
