"""What one edition restates of the one before it, found in batches as plans are read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from plananalysis.errors import DatabaseError
from plananalysis.linking.links import link_editions
from plananalysis.records import Entry, Plan, Recommendation, Target
from plananalysis.store.batches import Kept
from plananalysis.store.hands import TOGETHER, Begin
from plananalysis.store.packs import table_file, write_pack
from plananalysis.store.shelf import Shelf
from plananalysis.store.tables import Tables

SCHEMA = pa.schema(
    [
        ("key", pa.string()),
        ("place", pa.int32()),
        ("earlier_id", pa.string()),
        ("later_id", pa.string()),
        ("method", pa.string()),
        ("score", pa.float64()),
    ]
)
RECOMMENDATION = ("key", "recommendation_id", "number", "position", "text")
ENTRY = ("key", "recommendation_id", "entry_id", "kind", "position", "ref", "text")
"""What linking looks at."""
FILES_AT_HAND = 8
"""Files of packs whose rows are held: the next seam is likely to need them too."""


@dataclass(frozen=True, slots=True)
class Seam:
    """Two editions of a review, the one next to the other: where they are kept, and their keys."""

    earlier: Kept
    later: Kept
    earlier_plan_id: str
    later_plan_id: str

    @property
    def key(self) -> str:
        """What the seam is known by: the two plans."""
        return self.earlier.key + self.later.key


def link_batch(seams: Sequence[Seam], begin: Begin, shelf: Shelf) -> list[Kept]:
    """Find what is restated over each seam and keep it as one pack; for each, where it is.

    Raises DatabaseError where the shelf cannot be read or written.
    """
    tables = Tables({"edition_links": SCHEMA})
    keys = [seam.key for seam in seams]
    try:
        for place, seam in enumerate(seams):
            begin(place)
            for row in _link(seam):
                tables.add("edition_links", key=seam.key, **row)
        begin(TOGETHER)
        pack = write_pack(shelf.seams, keys, tables.as_arrow())
    except OSError as error:
        raise DatabaseError(
            f"{shelf.folder}: cannot be read or written ({error.strerror or error}). "
            "Free the disk or the permissions, and build again."
        ) from error
    return [Kept(key, pack.folder) for key in keys]


def _link(seam: Seam) -> Iterator[dict[str, Any]]:
    (earlier, earlier_ids), (later, later_ids) = _texts(seam.earlier), _texts(seam.later)
    for link in link_editions(earlier, later):
        (earlier_rec, earlier_entry), (later_rec, later_entry) = link.earlier, link.later
        yield {
            "earlier_id": earlier_ids[earlier_rec][earlier_entry],
            "later_id": later_ids[later_rec][later_entry],
            "method": link.method,
            "score": link.score,
        }


def _texts(kept: Kept) -> tuple[Plan, list[list[str]]]:
    """A plan with no more than what linking looks at, and the ids of its entries."""
    entries: defaultdict[str, list[Entry]] = defaultdict(list)
    ids: defaultdict[str, list[str]] = defaultdict(list)
    for row in _rows(kept, "entries", ENTRY):
        ids[row["recommendation_id"]].append(row["entry_id"])
        entries[row["recommendation_id"]].append(_entry(row))
    recommendations = _rows(kept, "recommendations", RECOMMENDATION)
    plan = Plan(
        source_file="",
        source_sha256="",
        source_format="",
        layout="",
        title=None,
        submitted_on=None,
        updated_on=None,
        published_on=None,
        recommendations=tuple(
            _recommendation(row, tuple(entries[row["recommendation_id"]]))
            for row in recommendations
        ),
    )
    return plan, [ids[row["recommendation_id"]] for row in recommendations]


def _entry(row: dict[str, Any]) -> Entry:
    target = (Target("", "none"),)
    return Entry(
        row["kind"], row["position"], row["ref"], None, row["text"], (), target, "certain", 0, 0
    )


def _recommendation(row: dict[str, Any], entries: tuple[Entry, ...]) -> Recommendation:
    return Recommendation(
        row["number"], row["position"], None, row["text"], None, (), 0, 0, entries
    )


def _rows(kept: Kept, table: str, columns: tuple[str, ...]) -> list[dict[str, Any]]:
    rows = _read(table_file(kept.pack, table), columns)
    own: list[dict[str, Any]] = rows.filter(pc.equal(rows["key"], kept.key)).to_pylist()
    return own


@lru_cache(maxsize=FILES_AT_HAND)
def _read(file: Path, columns: tuple[str, ...]) -> pa.Table:
    return pq.read_table(file, columns=[*columns])
