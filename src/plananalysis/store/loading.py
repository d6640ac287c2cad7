"""Fills the database from the packs: DuckDB reads them, and no row is touched here."""

from __future__ import annotations

import glob
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from plananalysis.errors import DatabaseError
from plananalysis.linking.editions import Review
from plananalysis.linking.outlines import Outline
from plananalysis.linking.owners import assign_posts
from plananalysis.store.batches import Kept
from plananalysis.store.dictionary import arrow_schema, load_dictionary
from plananalysis.store.fitting import first_line
from plananalysis.store.packs import table_file
from plananalysis.store.passages import OF_TEXTS
from plananalysis.store.seams import Seam
from plananalysis.store.sqlfiles import read_sql
from plananalysis.store.tables import OF_A_PLAN, OUTLINE, Tables, code_tables, values_of
from plananalysis.themes.repeats import find_repeats_among

_LOADED = pa.schema(
    [
        ("key", pa.string()),
        ("plan_id", pa.string()),
        ("review_id", pa.string()),
        ("edition", pa.int32()),
        ("place", pa.int32()),
    ]
)
_SEAMS = pa.schema(
    [
        ("key", pa.string()),
        ("earlier_plan_id", pa.string()),
        ("later_plan_id", pa.string()),
        ("place", pa.int32()),
    ]
)
_REVIEWS = pa.schema([(name, pa.string()) for name in ("review_id", "title", "kind")])
_REVIEWS = _REVIEWS.append(pa.field("published_on", pa.string()))

MEMORY_BESIDE_SEARCH = "300MB"
"""What the database may hold while the search for repeats has most of the memory."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What is to be loaded: reviews, where each file's plan is kept, the seams of the editions and
    where they are kept, and `sources`.
    """

    reviews: Sequence[Review]
    kept: Mapping[str, Kept]
    seams: Sequence[Seam]
    kept_seams: Sequence[Kept]
    sources: pa.Table


def read_outlines(kept: Mapping[str, Kept]) -> list[Outline]:
    """The outlines of plans, in the order of their keys.

    Raises DatabaseError where a pack can no longer be read.
    """
    columns = ", ".join(OUTLINE)
    question = f"SELECT {columns} FROM kept_plans SEMI JOIN present USING (key) ORDER BY key"
    try:
        with duckdb.connect() as connection:
            _show(connection, ("plans",), (each.pack for each in kept.values()))
            present = pa.table({"key": pa.array((each.key for each in kept.values()), pa.string())})
            connection.register("present", present)
            return [Outline(*row) for row in connection.execute(question).fetchall()]
    except duckdb.Error as error:
        raise DatabaseError(
            f"What was read can no longer be found. {first_line(error)} Build again."
        ) from error


def find_seams(reviews: Iterable[Review], kept: Mapping[str, Kept]) -> list[Seam]:
    """The pairs of editions next to each other, in order."""
    return [
        Seam(
            kept[earlier.plan.source_file],
            kept[later.plan.source_file],
            earlier.plan_id,
            later.plan_id,
        )
        for review in reviews
        for earlier, later in zip(review.editions, review.editions[1:], strict=False)
    ]


def fill(connection: duckdb.DuckDBPyConnection, contents: Contents, folder: Path) -> dict[str, int]:
    """Load all tables; how many rows each must then hold. What is in the way goes to `folder`."""
    expected = load_heads(connection, contents)
    expected |= load_plans(connection, contents)
    expected |= load_seams(connection, contents)
    expected["repeats"] = load_repeats(
        connection, (each.pack for each in contents.kept.values()), folder
    )
    return expected


def load_heads(connection: duckdb.DuckDBPyConnection, contents: Contents) -> dict[str, int]:
    """Load reviews and codes, and tell the database which plans are to follow."""
    heads = Tables({"reviews": _REVIEWS, "loaded": _LOADED})
    for review in contents.reviews:
        heads.add("reviews", **{name: getattr(review, name) for name in _REVIEWS.names})
        for edition in review.editions:
            heads.add(
                "loaded",
                key=contents.kept[edition.plan.source_file].key,
                plan_id=edition.plan_id,
                review_id=review.review_id,
                edition=edition.number,
            )
    rows = heads.as_arrow() | code_tables()
    _copy(connection, "loaded", rows["loaded"])
    connection.register("found_reviews", rows["reviews"])
    connection.execute(read_sql("load/reviews.sql"))
    _insert(connection, "codes", rows["codes"])
    return {name: rows[name].num_rows for name in ("reviews", "codes")}


def load_plans(connection: duckdb.DuckDBPyConnection, contents: Contents) -> dict[str, int]:
    """Load what each plan tells, the posts of all, and `sources`."""
    _show(connection, OF_A_PLAN, (each.pack for each in contents.kept.values()))
    posts = _load_posts(connection)
    for name in OF_A_PLAN:
        connection.execute(read_sql(f"load/{name}.sql"))
    _insert(connection, "sources", contents.sources)
    return {
        "posts": posts,
        "sources": contents.sources.num_rows,
        **{name: _count_kept(connection, name, "loaded") for name in OF_A_PLAN},
    }


def load_seams(connection: duckdb.DuckDBPyConnection, contents: Contents) -> dict[str, int]:
    """Load what later editions restate."""
    if not contents.seams:
        return {"edition_links": 0}
    _show(connection, ("edition_links",), (each.pack for each in contents.kept_seams))
    seams = Tables({"seams": _SEAMS})
    for seam in contents.seams:
        seams.add(
            "seams",
            key=seam.key,
            earlier_plan_id=seam.earlier_plan_id,
            later_plan_id=seam.later_plan_id,
        )
    _copy(connection, "seams", seams.as_arrow()["seams"])
    connection.execute(read_sql("load/edition_links.sql"))
    return {"edition_links": _count_kept(connection, "edition_links", "seams")}


def load_repeats(connection: duckdb.DuckDBPyConnection, packs: Iterable[Path], folder: Path) -> int:
    """Find the repeats among the texts of the plans that are loaded from these packs, load them,
    and say how many they are.
    """
    loaded = connection.sql("FROM loaded").to_arrow_table()

    def show_texts(search: duckdb.DuckDBPyConnection) -> None:
        _show(search, ("recommendations", "entries", *OF_TEXTS), packs)
        _copy(search, "loaded", loaded)
        search.execute(read_sql("repeats/packed.sql"))

    (before,) = connection.sql("SELECT current_setting('memory_limit')").fetchall()[0]
    connection.execute(f"SET memory_limit = '{MEMORY_BESIDE_SEARCH}'")
    count = 0
    for some in find_repeats_among(show_texts, folder):
        _insert(connection, "repeats", pa.Table.from_batches([some]))
        count += some.num_rows
    connection.execute(f"SET memory_limit = '{before}'")
    return count


def _load_posts(connection: duckdb.DuckDBPyConnection) -> int:
    """Load the posts that the loaded plans' owners name, and tell which wording names which."""
    wordings = [wording for (wording,) in connection.execute(read_sql("owners.sql")).fetchall()]
    table = assign_posts(wordings)
    posts = Tables({"posts": arrow_schema(load_dictionary().tables["posts"])})
    for post in table.posts:
        posts.add("posts", **values_of(post))
    _insert(connection, "posts", posts.as_arrow()["posts"])
    named = {"owner_raw": wordings, "post_id": [table.post_of(wording) for wording in wordings]}
    strings = pa.schema([(name, pa.string()) for name in named])
    _copy(connection, "named", pa.table(named, schema=strings))
    return len(table.posts)


def _show(
    connection: duckdb.DuckDBPyConnection, tables: Iterable[str], packs: Iterable[Path]
) -> None:
    """Show the tables of packs as views, each under its name after `kept_`."""
    used = sorted(set(packs))
    for name in tables:
        # What looks like a pattern in the path of a folder would find other databases' packs too.
        files = [glob.escape(str(table_file(pack, name))) for pack in used]
        connection.execute(f"SET VARIABLE {name}_files = $files", {"files": files})
        # What looks like `name=value` in the path of a folder is no column.
        connection.execute(
            f"CREATE TEMP VIEW kept_{name} AS "
            f"FROM read_parquet(getvariable('{name}_files'), hive_partitioning = false)"
        )


def _copy(connection: duckdb.DuckDBPyConnection, name: str, rows: pa.Table) -> None:
    """Make a temporary table of rows."""
    connection.register("incoming", rows)
    connection.execute(f"CREATE TEMP TABLE {name} AS FROM incoming")
    connection.unregister("incoming")


def _insert(connection: duckdb.DuckDBPyConnection, name: str, rows: pa.Table) -> None:
    connection.register("incoming", rows)
    connection.execute(f"INSERT INTO {name} BY NAME FROM incoming")
    connection.unregister("incoming")


def _count_kept(connection: duckdb.DuckDBPyConnection, table: str, chosen: str) -> int:
    ((count,),) = connection.execute(
        f"SELECT count(*) FROM kept_{table} SEMI JOIN {chosen} USING (key)"
    ).fetchall()
    return int(count)
