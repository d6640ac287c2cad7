"""Two wordings of one promise, set side by side word by word."""

from __future__ import annotations

from difflib import SequenceMatcher


def word_difference(before: str, after: str) -> str:
    """The later wording, with what went as `[-words-]` and what came as `{+words+}`.

    The marks are those of `git diff --word-diff`. Words are parted at white space.
    """
    left, right = before.split(), after.split()
    parts: list[str] = []
    # No word is too common to tell two texts apart: promises are short.
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    for kind, left_start, left_end, right_start, right_end in matcher.get_opcodes():
        if kind == "equal":
            parts.extend(right[right_start:right_end])
            continue
        if left_start < left_end:
            parts.append(f"[-{' '.join(left[left_start:left_end])}-]")
        if right_start < right_end:
            parts.append(f"{{+{' '.join(right[right_start:right_end])}+}}")
    return " ".join(parts)
