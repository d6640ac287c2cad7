"""What a run says of itself: to people through the terminal, to machines as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from plananalysis.store.build import BuildReport

Outcome = Literal["executed", "kept", "failed", "outdated"]


@dataclass(frozen=True, slots=True)
class NotebookOutcome:
    """What became of a notebook: executed, kept as it was, failed, or outdated.

    An outdated one was not asked for, and stands as other inputs made it, if it stands at all.
    `result` is where it can be read, None where there is no good version of it.
    """

    name: str
    outcome: Outcome
    result: Path | None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run did. `is_unchanged`: nothing, because nothing was due.

    `failures` gives a line for each notebook, chart and site that could not be made.
    """

    build: BuildReport
    reports: Path
    notebooks: tuple[NotebookOutcome, ...] = ()
    failures: Mapping[str, str] | None = None
    is_unchanged: bool = False

    @property
    def is_complete(self) -> bool:
        """Whether every plan was read and everything was made of them."""
        is_built = self.build.is_written and not self.build.count("unreadable")
        return is_built and not self.failures

    @property
    def site(self) -> Path | None:
        """The first page of the site."""
        page = self.reports / "site" / "index.html"
        return page.absolute() if page.is_file() else None

    def summarise(self) -> dict[str, object]:
        """The same for machines, as JSON holds it. Paths are as they were given."""
        return {
            "is_unchanged": self.is_unchanged,
            "database": str(self.build.database),
            "reports": str(self.reports),
            "site": str(self.site) if self.site else None,
            "sources": [asdict(source) for source in self.build.outcomes],
            "warnings": list(self.build.warnings),
            "notebooks": [asdict(one) | {"result": _path(one.result)} for one in self.notebooks],
            "failures": dict(self.failures or {}),
        }


def _path(path: Path | None) -> str | None:
    return str(path) if path else None
