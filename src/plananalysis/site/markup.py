"""Markdown and HTML of the project's own documents and notebooks, made fit for a page.

Texts of plans never come this way but through a notebook's output; what could act is taken out
even so. HTML inside Markdown is shown as it is written, never obeyed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

import lxml.html
from lxml import etree
from markdown_it import MarkdownIt
from markupsafe import Markup

LOOKUP = "plananalysis-lookup"
ACTIVE = (
    "script",
    "style",
    "iframe",
    "object",
    "embed",
    "form",
    "link",
    "meta",
    "base",
    "noscript",
)
SCHEMES = frozenset({"", "http", "https", "mailto"})
BIDIRECTIONAL = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
NUMBER = re.compile(r"|[-–−+]?[0-9][0-9,. ]*%?|[-–−]|NaN|<NA>|None")

Linker = Callable[[str], str | None]
"""What a link leads to within the site; None where the site does not have it."""

_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


def render_markdown(text: str) -> str:
    """HTML of a document in Markdown; comments are left out."""
    return str(_markdown.render(re.sub(r"<!--.*?-->\n?", "", text, flags=re.DOTALL)))


def tidy(html: str, link: Linker, keys: Mapping[str, str], label: str = "Table") -> Markup:
    """A piece of HTML without anything that acts, its tables readable by screen readers.

    Links are led through `link`, and lose their anchor where it knows none. A cell that holds one
    of `keys` and nothing else becomes a link to what the key stands for.
    """
    # Marks that turn the order of letters about are shown by their number; what no document may
    # hold is shown as lost.
    text = BIDIRECTIONAL.sub(lambda mark: f"&lt;U+{ord(mark[0]):04X}&gt;", html)
    text = FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
    root = _parse(text)
    for element in list(root.iter(*ACTIVE)):
        element.drop_tree()
    for element in root.iter(etree.Element):
        _disarm(element)
    _lead_links(root, link)
    _number_headings(root)
    for place, table in enumerate(list(root.iter("table")), 1):
        _tidy_table(table, keys, f"{label} {place}")
    return _inner(root)


def plain_text(html: str) -> str:
    """The words of a piece of HTML."""
    return _words(_parse(html))


def first_sentence(html: str) -> str:
    """The words of the first sentence of the first paragraph: what a document is about."""
    words = next((_words(paragraph) for paragraph in _parse(html).iter("p")), "")
    return re.split(r"(?<=\.) ", words, maxsplit=1)[0]


def headings(html: str, level: str = "h2") -> tuple[tuple[str, str], ...]:
    """Anchor and words of each heading of a level."""
    return tuple((heading.get("id", ""), _words(heading)) for heading in _parse(html).iter(level))


def take_title(html: str, otherwise: str) -> tuple[str, Markup]:
    """The words of the first title, and the HTML without it; a page has one, others step down."""
    root = _parse(html)
    title = next(root.iter("h1"), None)
    if title is None:
        return otherwise, Markup(html)
    words = _words(title)
    title.drop_tree()
    for other in root.iter("h1"):
        other.tag = "h2"
    return words, _inner(root)


def list_sections(html: str) -> list[tuple[str, str, str]]:
    """Anchor, heading and words of each section; tables and code are left out."""
    sections: list[tuple[str, str, list[str]]] = [("", "", [])]
    hidden = 0
    for event, element in etree.iterwalk(_parse(html), events=("start", "end")):
        is_hidden = element.tag in {"table", "pre", "details", "style"}
        if event == "start":
            hidden += is_hidden
            if element.tag in {"h2", "h3"} and not hidden:
                sections.append((element.get("id", ""), _words(element), []))
            if not hidden:
                sections[-1][2].append(element.text or "")
        else:
            hidden -= is_hidden
            if not hidden:
                sections[-1][2].append(element.tail or "")
    found = [(anchor, head, " ".join(" ".join(text).split())) for anchor, head, text in sections]
    return [section for section in found if section[2]]


def _parse(html: str) -> lxml.html.HtmlElement:
    return lxml.html.fragment_fromstring(str(html), create_parent="div")


def _inner(root: lxml.html.HtmlElement) -> Markup:
    children = (lxml.html.tostring(child, encoding="unicode") for child in root.iterchildren())
    return Markup.escape(root.text or "") + Markup("".join(children))


def _words(element: lxml.html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def _disarm(element: lxml.html.HtmlElement) -> None:
    # How a page looks is for the site to say; only columns of numbers keep to the right.
    if "right" in element.attrib.pop("style", "") and element.tag in {"td", "th"}:
        _add_class(element, "n")
    for name in list(element.attrib):
        value = str(element.attrib[name])
        is_link = name in {"href", "src", "action", "formaction", "xlink:href", "srcset"}
        is_picture = name == "src" and value.startswith("data:image/")
        if name.startswith("on") or (is_link and not is_picture and _scheme(value) not in SCHEMES):
            del element.attrib[name]


def _scheme(address: str) -> str:
    # A browser takes no notice of spaces and control characters within a scheme.
    try:
        return urlsplit(re.sub(r"[\x00-\x20]+", "", address)).scheme.lower()
    except ValueError:
        return "unreadable"


def _lead_links(root: lxml.html.HtmlElement, link: Linker) -> None:
    for element in list(root.iter("a")):
        href = element.get("href")
        if href is None:
            continue
        led = link(href)
        if led is None:
            element.drop_tag()
        else:
            element.set("href", led)
    for image in root.iter("img"):
        source = image.get("src", "")
        if source and not source.startswith("data:"):
            image.set("src", link(source) or "")
        if image.get("alt") is None:
            image.set("alt", "")


def _number_headings(root: lxml.html.HtmlElement) -> None:
    """Gives headings the anchors that GitHub gives them, so that links within a document hold."""
    seen: dict[str, int] = {}
    for heading in root.iter("h1", "h2", "h3", "h4", "h5", "h6"):
        words = heading.text_content().strip().lower()
        name = re.sub(r"[^\w\- ]", "", words).replace(" ", "-") or "section"
        again = seen.get(name, 0)
        seen[name] = again + 1
        heading.set("id", f"{name}-{again}" if again else name)


def _tidy_table(table: lxml.html.HtmlElement, keys: Mapping[str, str], label: str) -> None:
    table.attrib.pop("border", None)
    for cell in list(table.iter("th", "td")):
        words = cell.text_content().strip()
        if cell.tag == "th":
            if words:
                is_head = cell.getparent().getparent().tag == "thead"
                cell.set("scope", "col" if is_head else "row")
            else:
                cell.tag = "td"
        if words in keys and not list(cell.iterchildren()):
            cell.text = None
            anchor = etree.SubElement(cell, "a", href=keys[words])
            anchor.text = words
    _align_numbers(table)
    parent = table.getparent()
    if LOOKUP in (table.get("class") or "") and parent.get("role") == "region":
        # The box in which the table scrolls in a notebook; the site pages instead.
        parent.attrib.clear()
    captions = [caption.text_content().strip() for caption in table.iter("caption")]
    box = lxml.html.Element("div")
    box.set("class", "table")
    box.set("role", "group")
    box.set("tabindex", "0")
    box.set("aria-label", captions[0] if captions and captions[0] else label)
    box.tail, table.tail = table.tail, None
    parent.replace(table, box)
    box.append(table)


def _align_numbers(table: lxml.html.HtmlElement) -> None:
    """Sets columns of numbers to the right, with their heads.

    Columns are counted from the last: a cell that spans rows stands first in a row, and leaves the
    rows below it shorter.
    """
    bodies = [list(row.iter("td", "th")) for row in table.iterfind(".//tbody/tr")]
    if any(cell.get("colspan") for row in bodies for cell in row):
        return
    heads = [list(row.iter("td", "th")) for row in table.iterfind(".//thead/tr")]
    for place in range(1, min((len(row) for row in bodies), default=0) + 1):
        column = [row[-place] for row in bodies]
        words = [cell.text_content().strip() for cell in column]
        if (
            all(cell.tag == "td" for cell in column)
            and any(words)
            and all(NUMBER.fullmatch(word) for word in words)
        ):
            tops = [row[-place] for row in heads if len(row) >= place]
            for cell in (*column, *tops):
                _add_class(cell, "n")


def _add_class(element: lxml.html.HtmlElement, name: str) -> None:
    names = dict.fromkeys((*(element.get("class") or "").split(), name))
    element.set("class", " ".join(names))
