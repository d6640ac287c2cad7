"""Templates, and the writing of pages. Whatever a template prints is escaped and inert."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from plananalysis.site.addresses import relative
from plananalysis.wording.inert import inert

NAVIGATION = (
    ("index.html", "Overview", ""),
    ("notebooks/index.html", "Findings", "notebooks/"),
    ("recommendations/index.html", "Recommendations", "recommendations/"),
    ("plans/index.html", "Plans", "plans/"),
    ("owners/index.html", "Owners", "owners/"),
    ("topics/index.html", "Topics", "topics/"),
    ("methods/index.html", "Methods", "methods/"),
    ("data/index.html", "Data", "data/"),
)


class Pages:
    """Writes pages into a fresh folder; a page is given by its path from the root of the site."""

    def __init__(self, target: Path, **common: Any) -> None:
        self.target = target
        self._environment = Environment(
            loader=PackageLoader("plananalysis.site"),
            autoescape=True,
            undefined=StrictUndefined,
            finalize=show,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals.update(navigation=NAVIGATION, to=_to, **common)
        self._environment.filters.update(day=in_words, moved=moved, raw=_visible)
        self._passages: list[tuple[str, str, str, str]] = []

    def write(self, path: str, template: str, title: str, **context: Any) -> None:
        """Writes the page of a template."""
        text = self._environment.get_template(template).render(page=path, title=title, **context)
        self.write_bytes(path, text.encode("utf-8", "replace"))

    def write_bytes(self, path: str, data: bytes) -> None:
        """Writes any file of the site."""
        file = self.target / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)

    def index(self, address: str, kind: str, where: str, text: str) -> None:
        """Lets the search find a text."""
        self._passages.append((address, kind, where, text))

    def write_index(self, path: str) -> None:
        """Writes what the search looks through: a script, as a page from disk may load no JSON."""
        shown = [[address, *map(show, words)] for address, *words in self._passages]
        rows = ",\n".join(json.dumps(row) for row in shown)
        self.write_bytes(path, f"window.plananalysisPassages = [\n{rows}\n];\n".encode())


def show(value: Any) -> Any:
    """A value as a template prints it: nothing for none, and no character that acts unseen."""
    if value is None:
        return ""
    if isinstance(value, str) and not isinstance(value, Markup) and not value.isprintable():
        return inert(value)
    return value


def in_words(day: date | None) -> str:
    """A day as it is written in a text."""
    return f"{day.day} {day:%B %Y}" if day else "no day stated"


def moved(least: float | None, most: float | None) -> str:
    """By how many months, at least and at most, a date moved, in words."""
    if least is None or most is None:
        return "by an unknown time"
    if least == most == 0:
        return "not by a month"
    if least < 0 < most:
        return f"from {_months(-least)} earlier to {_months(most)} later"
    low, high = sorted((abs(least), abs(most)))
    span = _months(high) if low == high else f"{low:g} to {_months(high)}"
    return f"{span} {'earlier' if least < 0 else 'later'}"


def _months(number: float) -> str:
    return f"{number:g} {'month' if number == 1 else 'months'}"


def _visible(line: str) -> str:
    """A raw line, its tabs to be seen."""
    return re.sub(r"\t", " ⇥ ", line)


@pass_context
def _to(context: Context, target: str) -> str:
    return relative(str(context["page"]), target)
