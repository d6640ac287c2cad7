"""What stands on a page of a PDF: its words and its ruled lines, upright, measured in points."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2
import pypdfium2.raw as pdfium

# A line thicker than this is a bar or a shaded cell.
THICKEST = 3.0
SHORTEST = 3.0
MOST_MARKS = 50_000
DEEPEST = 5
# Ligatures are letters of the font, not of the text.
LIGATURES = {
    0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st",
    0xFB06: "st",
}  # fmt: skip
# How a hyphen at the end of a line is handed over.
HYPHENS = frozenset({0x2, 0xAD, 0xFFFE})
PRIVATE = range(0xE000, 0xF900)
# Word draws its bullets with symbol fonts, whose characters have no other name.
BULLETS = frozenset({0xF0B7, 0xF0A7, 0xF06F, 0xF0D8, 0xF0FC, 0x25CF, 0x25AA, 0x25E6, 0x2023})

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(slots=True)
class Word:
    """Characters that touch; `top` and `bottom` grow downwards and are those of the font.

    `is_parted`: white space stands before it.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    is_parted: bool

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Ruling:
    """A line along an axis: `at` the place across, from `start` to `end` along."""

    is_upright: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page. `characters` are those printed, `unknown` those whose letter the font hides.

    `marks` are what else is drawn: the parts of its lines, its pictures.
    """

    words: list[Word]
    rulings: list[Ruling]
    has_pictures: bool
    characters: int
    unknown: int
    marks: int

    @property
    def left(self) -> float:
        places = [word.left for word in self.words]
        places += [line.start for line in self.rulings if not line.is_upright]
        return min(places, default=0.0)

    @property
    def right(self) -> float:
        places = [word.right for word in self.words]
        places += [line.end for line in self.rulings if not line.is_upright]
        return max(places, default=0.0)


def read_sheet(page: pypdfium2.PdfPage, most_characters: int) -> Sheet:
    """The words and ruled lines of a page, turned so that its text stands upright.

    A page of more characters is not read: its sheet says only how many there are.
    """
    text = pdfium.FPDFText_LoadPage(page)
    try:
        count = pdfium.FPDFText_CountChars(text)
        if count > most_characters:
            return Sheet([], [], has_pictures=False, characters=count, unknown=0, marks=0)
        turn = TURNS[_quarter(text, count)]
        words, characters, unknown = _read_words(text, count, turn)
    finally:
        pdfium.FPDFText_ClosePage(text)
    rulings: list[Ruling] = []
    has_pictures = False
    left = MOST_MARKS
    for kind, box, left in _walk_objects(page):  # noqa: B007 - what is left at the end
        if kind == "picture":
            has_pictures = True
        elif box:
            rulings.append(_rule(*turn(*box)))
    return Sheet(words, rulings, has_pictures, characters, unknown, MOST_MARKS - left)


# Of letters, in sizes of their font: how high one is at the least where the font tells its own
# height, and how far letters usually reach above and below the line on which they stand.
LEAST_HEIGHT, ASCENT, DESCENT = 0.95, 0.9, 0.21

Box = tuple[float, float, float, float]
# From left, bottom, right, top of the file, where up is more, to left, top, right, bottom of the
# page as it is read, where down is more; by quarters that the text is turned with the clock.
TURNS: tuple[Callable[[float, float, float, float], Box], ...] = (
    lambda left, bottom, right, top: (left, -top, right, -bottom),
    lambda left, bottom, right, top: (-top, -right, -bottom, -left),
    lambda left, bottom, right, top: (-right, bottom, -left, top),
    lambda left, bottom, right, top: (bottom, left, top, right),
)


def _quarter(text: object, count: int) -> int:
    """By how many quarters most of the text is turned with the clock."""
    step = max(1, count // 200)
    quarters: Counter[int] = Counter()
    for index in range(0, count, step):
        angle = pdfium.FPDFText_GetCharAngle(text, index)
        if angle >= 0 and pdfium.FPDFText_GetUnicode(text, index) > 32:
            quarters[round(angle / (math.pi / 2)) % 4] += 1
    return quarters.most_common(1)[0][0] if quarters else 0


def _read_words(text: object, count: int, turn: Callable[..., Box]) -> tuple[list[Word], int, int]:
    words: list[Word] = []
    word: Word | None = None
    is_parted = True
    characters = unknown = 0
    box = pdfium.FS_RECTF()
    where = ctypes.byref(box)
    is_generated = pdfium.FPDFText_IsGenerated
    get_unicode, get_box = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetLooseCharBox
    get_size = pdfium.FPDFText_GetFontSize
    for index in range(count):
        code = get_unicode(text, index)
        if code in SPACE_CODES or 0xD800 <= code < 0xE000:
            # A space that is not printed was only guessed from a gap, which is judged later.
            word, is_parted = None, is_parted or not is_generated(text, index)
            continue
        if not get_box(text, index, where):
            continue
        characters += 1
        letter = LIGATURES.get(code) or _letter(code)
        unknown += code == 0 or (code in PRIVATE and code not in BULLETS)
        left, top, right, bottom = turn(box.left, box.bottom, box.right, box.top)
        if turn is TURNS[0] and bottom - top < get_size(text, index) * LEAST_HEIGHT:
            top, bottom = _stretch(text, index, top, bottom)
        if bottom <= top or not letter:
            continue
        if word is not None:
            height = word.bottom - word.top
            if (
                abs((top + bottom) - (word.top + word.bottom)) > height
                or left - word.right > 0.3 * height
                or left < word.right - 0.6 * height
                or not _is_within(top, bottom, word.top, word.bottom)
            ):
                word, is_parted = None, False
        if word is None:
            word = Word(letter, left, top, right, bottom, is_parted)
            words.append(word)
        else:
            word.text += letter
            word.right = max(word.right, right)
            word.top, word.bottom = min(word.top, top), max(word.bottom, bottom)
        is_parted = False
    return words, characters, unknown


def _stretch(text: object, index: int, top: float, bottom: float) -> tuple[float, float]:
    """The top and bottom of a letter of its size, where the file tells those of its ink alone.

    Lines of such letters would seem to differ in size by whether they hold a 'g'.
    """
    across, up = ctypes.c_double(), ctypes.c_double()
    if not pdfium.FPDFText_GetCharOrigin(text, index, ctypes.byref(across), ctypes.byref(up)):
        return top, bottom
    size = pdfium.FPDFText_GetFontSize(text, index)
    return min(top, -up.value - ASCENT * size), max(bottom, DESCENT * size - up.value)


def _is_within(top: float, bottom: float, other_top: float, other_bottom: float) -> bool:
    """Whether one of two letters is as high as the other or stands between its top and bottom.

    Those of a ligature are measured by their ink and not by their font, so they seem smaller.
    """
    slack = 0.1 * max(bottom - top, other_bottom - other_top)
    above, below = top - other_top, other_bottom - bottom
    return min(above, below) >= -slack or max(above, below) <= slack


SPACE_CODES = frozenset([*range(9, 14), 0x20, 0x85, 0xA0, *range(0x2000, 0x200B), 0x202F, 0x3000])


def _letter(code: int) -> str:
    if code in HYPHENS:
        return "-"
    if code in BULLETS:
        return "\u2022"
    return chr(code) if 0 < code < 0x110000 else ""


def _rule(left: float, top: float, right: float, bottom: float) -> Ruling:
    if bottom - top > right - left:
        return Ruling(True, (left + right) / 2, top, bottom)
    return Ruling(False, (top + bottom) / 2, left, right)


def _walk_objects(page: pypdfium2.PdfPage) -> Iterator[tuple[str, Box | None, int]]:
    """Each picture of the page, and each thin line with its box in the file's measures.

    With each comes how many marks may still follow before no more are looked at.
    """
    waiting: list[tuple[object, Matrix, int]] = [
        (pdfium.FPDFPage_GetObject(page, at), IDENTITY, 0)
        for at in range(min(pdfium.FPDFPage_CountObjects(page), MOST_MARKS))
    ]
    left = MOST_MARKS
    for item, matrix, depth in waiting:
        left -= 1
        if left < 0:
            yield "end", None, 0
            return
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            yield "picture", None, left
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < DEEPEST:
            inner = _product(_matrix(item), matrix)
            count = min(pdfium.FPDFFormObj_CountObjects(item), MOST_MARKS)
            # The list grows while it is walked: what is inside comes last.
            waiting.extend(
                (pdfium.FPDFFormObj_GetObject(item, at), inner, depth + 1) for at in range(count)
            )
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            left -= max(0, pdfium.FPDFPath_CountSegments(item))
            if left >= 0:
                yield from (("line", box, left) for box in _thin_boxes(item, matrix))
    yield "end", None, max(0, left)


def _thin_boxes(path: object, matrix: Matrix) -> Iterator[Box]:
    """The lines along an axis that a path draws."""
    bounds = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(path, *map(ctypes.byref, bounds)):
        return
    box = _moved((bounds[0].value, bounds[1].value, bounds[2].value, bounds[3].value), matrix)
    if _is_speck(box):
        return
    if _is_thin(box):
        yield box
        return
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, ctypes.byref(fill), ctypes.byref(stroke))
    own = _product(_matrix(path), matrix)
    for points in _subpaths(path, own):
        xs, ys = [x for x, _ in points], [y for _, y in points]
        whole = (min(xs), min(ys), max(xs), max(ys))
        if _is_thin(whole):
            yield whole
        elif stroke.value:
            for (x, y), (next_x, next_y) in pairwise(points):
                side = (min(x, next_x), min(y, next_y), max(x, next_x), max(y, next_y))
                if _is_thin(side):
                    yield side


def _subpaths(path: object, matrix: Matrix) -> Iterator[list[tuple[float, float]]]:
    points: list[tuple[float, float]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for at in range(pdfium.FPDFPath_CountSegments(path)):
        segment = pdfium.FPDFPath_GetPathSegment(path, at)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO and points:
            yield points
            points = []
        pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        points.append(_at(x.value, y.value, matrix))
        if pdfium.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if points:
        yield points


def _is_speck(box: Box) -> bool:
    return box[2] - box[0] < SHORTEST and box[3] - box[1] < SHORTEST


def _is_thin(box: Box) -> bool:
    wide, high = box[2] - box[0], box[3] - box[1]
    return not _is_speck(box) and (wide <= THICKEST or high <= THICKEST)


def _matrix(item: object) -> Matrix:
    found = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, ctypes.byref(found)):
        return IDENTITY
    return found.a, found.b, found.c, found.d, found.e, found.f


def _product(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )


def _at(x: float, y: float, matrix: Matrix) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _moved(box: Box, matrix: Matrix) -> Box:
    if matrix == IDENTITY:
        return box
    corners = [_at(x, y, matrix) for x in (box[0], box[2]) for y in (box[1], box[3])]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)
