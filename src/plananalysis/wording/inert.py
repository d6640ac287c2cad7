"""Text of documents, shown as text: characters that are not seen but act are told by number."""

from __future__ import annotations

import re
import unicodedata

# Control, format (bidirectional marks among them), surrogate and private characters, and the
# separators of lines and paragraphs: shown by number, as they could change what a reader sees.
HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def inert(text: str) -> str:
    """The text with characters that are not seen, but act, replaced by their numbers."""
    return "".join(
        f"<U+{ord(c):04X}>" if unicodedata.category(c) in HIDDEN_CATEGORIES else c
        for c in text.replace("\t", " ").replace("\n", " ")
    )


def escape(text: object) -> str:
    """Text of a document as Markdown shows it: one line, without markup."""
    return re.sub(r"([\\`*_{}\[\]<>|#!~$&])", r"\\\1", " ".join(str(text).split()))
