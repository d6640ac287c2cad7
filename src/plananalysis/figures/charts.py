"""What every chart is drawn with: the style, the sheet, text that fits, and the bytes of a chart.

The style is that of the Government Analysis Function. The same data give the same bytes, on the
same version of matplotlib. Text of plans is drawn as printed: no part of it is taken for
mathematics. Measures are inches from the upper left corner.
"""

from __future__ import annotations

import io
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import matplotlib.style
from afcharts.af_colours import get_af_colours
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle
from matplotlib.textpath import text_to_path
from PIL import Image, ImageColor
from PIL.PngImagePlugin import PngInfo

STYLE = {
    # The font that matplotlib brings along: another would change line breaks, and bytes.
    "font.family": "DejaVu Sans",
    "font.size": 9.0,
    # Letters stand as wide on the screen as in print, so that lines break alike in both.
    "text.hinting": "no_hinting",
    "svg.fonttype": "path",
    "svg.hashsalt": "plananalysis",
    "text.parse_math": False,
}
SHEETS: list[Any] = ["afcharts.afcharts", STYLE]

WIDTH, MARGIN = 8.0, 0.15
DOTS_PER_INCH = 150
NOTEBOOK_DOTS = 110
"""Of the image in a notebook, which is to stay small; files of charts have DOTS_PER_INCH."""
COMPRESSION = 8
"""Of a PNG: the next level makes it smaller by a hundredth, for twice the time."""
GREYS, TINTS = 8, 2
"""A PNG has so many greys, and each colour of the style in so many strengths."""
POINTS_PER_INCH = 72
LEADING = 1.45  # of the size of the type
HEADING, TEXT, SMALL = 12.0, 9.0, 8.0  # sizes of type, in points
SPACE = 0.08

_SEQUENTIAL = get_af_colours("sequential", number_of_colours=5, include_grey=True)
NAVY, LIGHT_BLUE, PALE = _SEQUENTIAL[1], _SEQUENTIAL[3], _SEQUENTIAL[5]
ORANGE = get_af_colours("duo")[1]
GREY = get_af_colours("categorical")[4]


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure with its title and its alternative text, which tells in words all that it shows.

    In a notebook it shows itself; the text goes along, and is what nbval compares.
    """

    figure: Figure
    title: str
    alt: str

    def svg(self) -> bytes:
        """The chart as SVG; the alternative text is its description."""
        return self._render("svg", {"Date": None, "Description": self.alt})

    def png(self, dots: int = DOTS_PER_INCH) -> bytes:
        """The chart as PNG of so many dots per inch, in few colours so that it stays small."""
        # Pixels as they are: a PNG that is only read again would cost a third of the time.
        pixels = self._render("raw", None, dots)
        width = int(self.figure.get_figwidth() * dots)
        full = Image.frombytes("RGBA", (width, len(pixels) // 4 // width), pixels)
        few = full.convert("RGB").quantize(palette=_palette(), dither=Image.Dither.NONE)
        description = PngInfo()
        description.add_itxt("Description", self.alt)
        target = io.BytesIO()
        few.save(target, "png", compress_level=COMPRESSION, dpi=(dots, dots), pnginfo=description)
        return target.getvalue()

    def _render(
        self, form: str, metadata: dict[str, str | None] | None, dots: int = DOTS_PER_INCH
    ) -> bytes:
        target = io.BytesIO()
        with matplotlib.style.context(SHEETS):
            self.figure.savefig(target, format=form, dpi=dots, metadata=metadata)
        return target.getvalue()

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
        png = b64encode(self.png(NOTEBOOK_DOTS)).decode("ascii")
        return {"image/png": png, "text/plain": self.alt}, {"image/png": {"alt": self.alt}}


@dataclass(frozen=True, slots=True)
class Sheet:
    """An empty chart under its title and subtitle, with its source beneath.

    What the chart shows goes between `top` and `bottom`.
    """

    figure: Figure
    axes: Axes
    top: float
    bottom: float


def make_sheet(title: str, subtitle: str, source: str, height: float) -> Sheet:
    """A sheet with room of `height` inches for what it is to show; to be used within SHEETS."""
    inner = WIDTH - 2 * MARGIN
    heading, below = wrap(title, inner, HEADING, "bold"), wrap(subtitle, inner)
    foot = wrap(source, inner, SMALL)
    second = MARGIN + height_of(heading, HEADING) + SPACE
    top = second + height_of(below) + 2 * SPACE
    bottom = top + height
    whole = bottom + SPACE + height_of(foot, SMALL) + MARGIN
    figure = Figure(figsize=(WIDTH, whole))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH), ylim=(whole, 0))
    axes.set_axis_off()
    write_lines(axes, MARGIN, MARGIN, heading, HEADING, weight="bold")
    write_lines(axes, MARGIN, second, below)
    write_lines(axes, MARGIN, bottom + SPACE, foot, SMALL, color=GREY)
    return Sheet(figure, axes, top, bottom)


def write_lines(
    axes: Axes, x: float, y: float, lines: Sequence[str], size: float = TEXT, **looks: Any
) -> None:
    """Lines of text from the upper left corner `x`, `y`; `looks` are those of matplotlib's text."""
    for place, line in enumerate(lines):
        at = y + (place + 0.5) * size * LEADING / POINTS_PER_INCH
        axes.text(x, at, line, size=size, va="center", **looks)


def draw_key(axes: Axes, x: float, y: float, names: Sequence[tuple[str, str]]) -> None:
    """Names beside boxes of their colours, in one line."""
    side, before, behind = 0.13, 0.05, 0.22
    for name, colour in names:
        draw_box(axes, x, y, side, side, colour)
        axes.text(x + side + before, y + side / 2, name, va="center")
        x += side + before + width_of(name) + behind


def draw_box(axes: Axes, x: float, y: float, width: float, height: float, colour: str) -> None:
    """A filled box, with an outline that parts it from its neighbour or from the paper."""
    edge = GREY if colour == PALE else "white"
    axes.add_patch(Rectangle((x, y), width, height, facecolor=colour, edgecolor=edge, lw=0.6))


def wrap(
    text: str, width: float, size: float = TEXT, weight: str = "normal", most: int | None = None
) -> list[str]:
    """The text broken into lines that fit `width`; past the line `most` it ends in an ellipsis."""
    lines: list[str] = []
    line, reach = "", 0.0
    space = width_of("n n", size, weight) - 2 * width_of("n", size, weight)
    # A number stays with what it counts.
    for word in " ".join(text.split()).replace("n = ", "n\u00a0=\u00a0").split(" "):
        if most is not None and len(lines) > most:
            break  # what is cut need not be measured
        # Word by word: words come again, and are measured once; lines hardly ever do. Where the
        # sum comes near the edge the line itself is measured, as letters lean on each other.
        joined, longer = reach + space + width_of(word, size, weight), f"{line} {word}"
        is_room = joined <= 0.9 * width or width_of(longer, size, weight) <= width
        if line and is_room:
            line, reach = longer, joined
            continue
        lines += [line] if line else []
        # A word that no line can hold is cut where the line ends.
        while len(word) > 1 and width_of(word, size, weight) > width:
            piece = _cut(word, width, size, weight)
            lines.append(piece)
            word = word[len(piece) :]
        line, reach = word, width_of(word, size, weight)
    lines += [line] if line else []
    if most is not None and len(lines) > most:
        whole, ellipsis = lines[most - 1], "…"
        room = width - width_of(ellipsis, size, weight)
        lines = [*lines[: most - 1], _cut(whole, room, size, weight).rstrip() + ellipsis]
    return [line.replace("\u00a0", " ") for line in lines]


def clean(text: object) -> str:
    """Text of a document on one line; a box stands for what the font cannot draw."""
    drawable = _characters()
    return "".join(c if ord(c) in drawable else "□" for c in " ".join(str(text).split()))


@cache
def _palette() -> Image.Image:
    """Greys, and the colours of the style as they are and paler, as the edges of shapes have them.

    A palette chosen by what is common in the image would turn a small orange mark brown.
    """
    greys = [(round(255 * step / (GREYS - 1)),) * 3 for step in range(GREYS)]
    tints = [
        tuple(round(255 + (part - 255) * step / TINTS) for part in ImageColor.getrgb(colour))
        for colour in (NAVY, LIGHT_BLUE, PALE, ORANGE, GREY)
        for step in range(1, TINTS + 1)
    ]
    holder = Image.new("P", (1, 1))
    holder.putpalette([part for colour in (*greys, *tints) for part in colour])
    return holder


@cache
def _characters() -> frozenset[int]:
    file = font_manager.findfont(FontProperties(family=str(STYLE["font.family"])))
    return frozenset(font_manager.get_font(file).get_charmap())


def _cut(text: str, width: float, size: float, weight: str) -> str:
    """As much of the beginning as fits, at least one character."""
    end = len(text)
    while end > 1 and width_of(text[:end], size, weight) > width:
        end -= 1
    return text[:end]


def height_of(lines: Sequence[str], size: float = TEXT) -> float:
    """How high lines of text stand."""
    return len(lines) * size * LEADING / POINTS_PER_INCH


@lru_cache(maxsize=8192)
def width_of(text: str, size: float = TEXT, weight: str = "normal") -> float:
    """How wide a text is drawn."""
    if not text.strip():
        return 0.0
    font = FontProperties(family=str(STYLE["font.family"]), size=size, weight=weight)
    width, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    return float(width) / POINTS_PER_INCH
