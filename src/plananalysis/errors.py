"""The errors that this package raises: each says where, what was found, and what to do."""

from __future__ import annotations


class PlanAnalysisError(Exception):
    """Base of every error raised on purpose; its text is fit to be shown as it is."""


class UnreadablePlanError(PlanAnalysisError):
    """A source could not be read as an action plan.

    `source` names the file, `found` says what it holds instead, `advice` what to do.
    """

    def __init__(self, source: str, found: str, advice: str, line: int | None = None) -> None:
        self.source, self.found, self.advice, self.line = source, found, advice, line
        where = source if line is None else f"{source}, line {line}"
        super().__init__(f"{where}: {found}. {advice}")


class VocabularyError(PlanAnalysisError):
    """A vocabulary or codebook file is malformed; the text names the file and the line."""


class DatabaseError(PlanAnalysisError):
    """The database is missing, locked, or not one that this package built."""
