"""Where each thing stands in the site: safe names of pages, made from keys."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

LONGEST = 80
HASH_LENGTH = 8
# Pages of their own in every folder, and names that Windows keeps for devices.
RESERVED = re.compile(r"(index|con|prn|aux|nul|(com|lpt)[0-9])(\..*)?")


def page_names(keys: Iterable[str]) -> dict[str, str]:
    """A name for the page of each key: lower-case letters, figures, `.`, `_` and `-` only.

    A name that would be cut, is reserved, or is shared by several keys (of which some file systems
    would keep one: `R1a`, `R1A`) ends in the first figures of the key's hash.
    """
    plain = {key: re.sub(r"[^a-z0-9._-]+", "-", key.lower()).strip(".-") for key in keys}
    shared = Counter(plain.values())
    return {
        key: name
        if shared[name] == 1 and 0 < len(name) <= LONGEST and not RESERVED.fullmatch(name)
        else "-".join(filter(None, (name[:LONGEST].strip(".-"), _digest(key))))
        for key, name in plain.items()
    }


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:HASH_LENGTH]


@dataclass(frozen=True, slots=True)
class Addresses:
    """The page, with its anchor, of each key of the database; pages are named from the site's root.

    `of` knows plans, recommendations, entries and posts. Topics and levers go by facet and code,
    raw lines by plan and line, as their keys are not unique by themselves.
    """

    of: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[tuple[str, str], str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)

    def telling(self) -> Iterator[tuple[str, str]]:
        """Keys that no other word looks like, with their places: all but those of posts."""
        pages = ("plans/", "recommendations/")
        return ((key, place) for key, place in self.of.items() if place.startswith(pages))

    def line(self, plan_id: str, line: int) -> str:
        """The place of a raw line; its page, where the raw file could not be had."""
        place = self.sources[plan_id]
        return f"{place}#L{line}" if line <= self.lines.get(plan_id, 0) else place


def make_addresses(
    plan_ids: Iterable[str],
    recommendations: Mapping[str, str],
    entries: Mapping[str, str],
    post_ids: Iterable[str],
    codes: Iterable[tuple[str, str]],
    lines: Mapping[str, int],
) -> Addresses:
    """The addresses of all keys; recommendations come with their plan, entries with theirs.

    `lines` is how many raw lines of each plan there are to be shown.
    """
    plans = page_names(plan_ids)
    posts = page_names(post_ids)
    of = {plan: f"plans/{name}.html" for plan, name in plans.items()}
    of |= {post: f"owners/{name}.html" for post, name in posts.items() if post not in of}
    for plan in plans:
        own = [key for key, parent in recommendations.items() if parent == plan]
        tails = {key: key.removeprefix(f"{plan}/") for key in own}
        names = page_names(tails.values())
        for key, tail in tails.items():
            of[key] = f"recommendations/{plans[plan]}/{names[tail]}.html"
    for key, parent in entries.items():
        of[key] = f"{of[parent]}#{anchor(key)}"
    by_facet: dict[str, list[str]] = {}
    for facet, code in codes:
        by_facet.setdefault(facet, []).append(code)
    return Addresses(
        of,
        {
            (facet, code): f"{facet}s/{name}.html"
            for facet, own in by_facet.items()
            for code, name in page_names(own).items()
        },
        {plan: f"sources/{name}.html" for plan, name in plans.items()},
        lines,
    )


def anchor(entry_id: str) -> str:
    """The anchor of an entry in the page of its recommendation."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", entry_id.rsplit("/", 1)[-1])


def relative(page: str, target: str) -> str:
    """The link from a page to another place of the site, both named from its root."""
    path, _, place = target.partition("#")
    own = page.split("/")
    wanted = path.split("/")
    if path == page and place:
        return f"#{place}"
    common = 0
    while common < min(len(own), len(wanted)) - 1 and own[common] == wanted[common]:
        common += 1
    steps = [".."] * (len(own) - 1 - common) + [quote(part) for part in wanted[common:]]
    return "/".join(steps) + (f"#{quote(place)}" if place else "")
