"""The entry point for notebooks: `plans = plananalysis.open(); plans.slippage(by="owner")`."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType

import duckdb
import pandas as pd

from plananalysis.analysis import measures, survival
from plananalysis.analysis.measures import Day
from plananalysis.errors import PlanAnalysisError
from plananalysis.readers.grid import Grid, read_bytes_grid
from plananalysis.store.database import connect, find_database

AS_OF_VARIABLE = "PLANANALYSIS_AS_OF"


class SourceError(PlanAnalysisError):
    """A row could not be led back to its raw file; the text says why."""


@dataclass(frozen=True)
class Plans:
    """The plans of one database, opened for reading.

    Every measure takes `as_of`, a day: only editions published by then are seen, so that earlier
    figures can be made again. Without it the `as_of` of these plans holds; where that is None too,
    the latest edition of each review speaks for its own day.
    `by` cuts a measure: see `CUTS` in `plananalysis.analysis.measures`. Of the measures that answer
    with a list, `by` gives the shares of the list instead. Results are DataFrames whose `attrs`
    carry numerator, denominator, what was left out and why, and the days spoken for.
    """

    connection: duckdb.DuckDBPyConnection
    database: Path
    raw: Path
    as_of: Day = None

    def slippage(self, as_of: Day = None, by: str | None = None) -> pd.DataFrame:
        """How far did each promised date move? One row a promise; with `by`, a summary by group."""
        if by is None:
            return measures.list_found(self.connection, "slippage", self._day(as_of))
        return measures.summarise_slippage(self.connection, self._day(as_of), by)

    def completion(
        self, as_of: Day = None, by: str | None = None, outcome: str | None = None
    ) -> pd.DataFrame:
        """What share of the actions of accepted recommendations is reported complete?"""
        return measures.list_shares(self.connection, "completion", self._day(as_of), by, outcome)

    def recommendation_completion(
        self, as_of: Day = None, by: str | None = None, outcome: str | None = None
    ) -> pd.DataFrame:
        """What share of accepted recommendations has every action reported complete?"""
        return measures.list_shares(
            self.connection, "recommendation_completion", self._day(as_of), by, outcome
        )

    def acceptance(
        self, as_of: Day = None, by: str | None = None, outcome: str | None = None
    ) -> pd.DataFrame:
        """What was accepted, and what reasons were given where it was not wholly?"""
        return measures.list_shares(self.connection, "acceptance", self._day(as_of), by, outcome)

    def timeliness(
        self, as_of: Day = None, by: str | None = None, outcome: str | None = None
    ) -> pd.DataFrame:
        """What was reported complete within 12 months of its original target?"""
        return measures.list_shares(self.connection, "timeliness", self._day(as_of), by, outcome)

    def past_due(self, as_of: Day = None, by: str | None = None) -> pd.DataFrame:
        """What is past due against its original target? With `by`, which share."""
        return self._list_or_shares("past_due", as_of, by)

    def complete_on_arrival(self, as_of: Day = None, by: str | None = None) -> pd.DataFrame:
        """What was already complete when it was first promised? With `by`, which share."""
        return self._list_or_shares("complete_on_arrival", as_of, by)

    def complete_with_promises(self, as_of: Day = None, by: str | None = None) -> pd.DataFrame:
        """What is reported complete though its text still promises? With `by`, which share."""
        return self._list_or_shares("complete_with_promises", as_of, by)

    def silent_actions(self, as_of: Day = None, by: str | None = None) -> pd.DataFrame:
        """Which promises does no progress entry report on? With `by`, which share."""
        return self._list_or_shares("silent_actions", as_of, by)

    def restatements(self, as_of: Day = None) -> pd.DataFrame:
        """What did a later edition change in what was first promised? Wordings word by word."""
        return measures.list_found(self.connection, "restatements", self._day(as_of))

    def ledger(self, as_of: Day = None) -> pd.DataFrame:
        """Every date and state ever stated for a promise: edition, line, raw words."""
        return measures.list_found(self.connection, "ledger", self._day(as_of))

    def owner_load(self, as_of: Day = None) -> pd.DataFrame:
        """Who carries what: by post, the entries, those open, past due and put off."""
        return measures.list_found(self.connection, "owner_load", self._day(as_of))

    def topic_recurrence(self, as_of: Day = None) -> pd.DataFrame:
        """Which topics, and pairs of topics, come back across reviews?"""
        return measures.list_found(self.connection, "topic_recurrence", self._day(as_of))

    def follow(self, topic: str, as_of: Day = None) -> pd.DataFrame:
        """Everything about a topic across all reviews: words, owners, state, slippage, lines.

        One row for each recommendation, action and progress entry that has the topic's code. Raises
        `PlanAnalysisError` for a topic that the codebook does not have.
        """
        known = self.sql("SELECT code FROM codes WHERE facet = 'topic' ORDER BY code")["code"]
        if topic not in set(known):
            raise PlanAnalysisError(
                f"'{topic}' is no topic of the codebook. Choose one of {', '.join(known)}."
            )
        return measures.list_followed(self.connection, topic, self._day(as_of))

    def completion_intervals(self, as_of: Day = None) -> pd.DataFrame:
        """The months within which each promise was completed: what `time_to_complete` uses."""
        return measures.list_found(self.connection, "time_to_complete", self._day(as_of))

    def time_to_complete(
        self,
        as_of: Day = None,
        by: str | None = None,
        resamples: int = survival.RESAMPLES,
        seed: int = survival.SEED,
    ) -> pd.DataFrame:
        """How long do promises take? The share reported complete by each month, as bounds.

        Columns as `survival.estimate_completion` gives them, before them `value` and `label` of the
        group of the cut `by`. `attrs["reading"]` says in words what the curve can and cannot say.
        """
        found = self.completion_intervals(as_of)
        counted = found[found["left_out"].isna()]
        groups = measures.list_groups(self.connection, counted["promise_id"], self._day(as_of), by)
        curves = [
            survival.estimate_completion(
                counted[counted["promise_id"].isin(members)], resamples, seed
            ).assign(value=value, label=label)
            for (value, label), members in groups.items()
        ]
        empty = survival.estimate_completion(counted.head(0)).assign(value="", label="")
        curve = pd.concat(curves, ignore_index=True) if curves else empty
        curve = curve[["value", "label", *curve.columns.drop(["value", "label"])]]
        curve.attrs = found.attrs | {
            "by": by or "all",
            "rows": len(curve),
            "resamples": resamples,
            "seed": seed,
            "reading": survival.describe_intervals(counted),
        }
        return curve

    def rows(
        self,
        measure: str,
        value: str | None = None,
        by: str | None = None,
        outcome: str | None = None,
        as_of: Day = None,
        left_out: bool = False,
    ) -> pd.DataFrame:
        """The rows behind a figure: see `plananalysis.analysis.measures.list_rows`.

        `plans.rows("completion", "chief-probation-officer", by="owner", outcome="complete")`
        """
        return measures.list_rows(
            self.connection, measure, value, by, outcome, self._day(as_of), left_out
        )

    def source(self, item_id: str) -> pd.DataFrame:
        """The raw lines that a row was read from: columns `source_file`, `line`, `text`.

        Of a document that is no text export a line is a row, and `page`, `table` and `row` say
        where to find it; cells are parted by tabs.
        `item_id` is the key of a recommendation, an entry, a promise or a plan. Raises SourceError
        where there is none such, or where the raw file is missing or not the one that was read.
        """
        found = self.connection.execute(
            "SELECT source_file, source_sha256, line_first, line_last "
            "FROM items JOIN plans USING (plan_id, source_file) WHERE item_id = $key "
            "UNION ALL SELECT source_file, source_sha256, 1, NULL FROM plans WHERE plan_id = $key",
            {"key": item_id},
        ).fetchone()
        if found is None:
            raise SourceError(
                f"'{item_id}' is no key of a recommendation, entry or plan. "
                "Keys stand in the columns that end in _id."
            )
        source_file, digest, first, last = found
        grid = self._read_grid(source_file, digest)
        lines = grid.lines[first - 1 : last]
        found_lines = pd.DataFrame(
            {"source_file": source_file, "line": range(first, first + len(lines)), "text": lines}
        )
        if grid.places:
            places = [asdict(place) for place in grid.places[first - 1 : last]]
            columns = pd.DataFrame(places, columns=["page", "table", "row"], dtype="Int64")
            found_lines = pd.concat([found_lines, columns], axis="columns")
        return found_lines

    def sql(
        self, query: str, parameters: Sequence[object] | Mapping[str, object] | None = None
    ) -> pd.DataFrame:
        """Any query over the tables and views; values are bound (`?` or `$name`), never pasted."""
        return self.connection.execute(query, parameters).df()

    def close(self) -> None:
        """Let go of the database file."""
        self.connection.close()

    def __enter__(self) -> Plans:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Plans({str(self.database)!r})"

    def _day(self, as_of: Day) -> Day:
        return self.as_of if as_of is None else as_of

    def _list_or_shares(self, measure: str, as_of: Day, by: str | None) -> pd.DataFrame:
        if by is None:
            return measures.list_found(self.connection, measure, self._day(as_of))
        return measures.list_shares(self.connection, measure, self._day(as_of), by)

    def _read_grid(self, source_file: str, digest: str) -> Grid:
        path = self.raw / source_file
        try:
            data = path.read_bytes()
        except OSError as error:
            raise SourceError(
                f"{path}: cannot be read ({error.strerror or error}). "
                "Name the folder of the published plans: plananalysis.open(raw=…)."
            ) from error
        if hashlib.sha256(data).hexdigest() != digest:
            raise SourceError(
                f"{path}: is not the file that the database was built from. "
                "Run `plananalysis build` again."
            )
        return read_bytes_grid(data, source_file)


def open_plans(
    database: Path | str | None = None, raw: Path | str | None = None, as_of: Day = None
) -> Plans:
    """The plans of a database; without a path, of the one that `find_database` finds.

    `raw` is the folder of the published plans, by default `raw` beside the database's folder.
    `as_of` is the day that the measures speak for where they are asked for no other, by default
    that of the environment variable PLANANALYSIS_AS_OF, which `plananalysis run --as-of` sets.
    Raises DatabaseError where there is no database, or not one that this version built.
    """
    path = find_database() if database is None else Path(database)
    connection = connect(path)
    beside = path.resolve().parent.parent / "raw"
    day = as_of or os.environ.get(AS_OF_VARIABLE) or None
    return Plans(connection, path, beside if raw is None else Path(raw), day)
