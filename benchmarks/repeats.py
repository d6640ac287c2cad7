"""Prints what finding repeats costs: `python benchmarks/repeats.py [PLANS ...]`.

The plans are generated, and not read: their texts are kept in packs as they were made, as the
workers of a build keep them, then compared as its main process does it. Each step is taken in a
process of its own; times are of CPU, memory is that of the comparing.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyarrow as pa

from plananalysis.store.loading import load_repeats
from plananalysis.store.packs import MOST_PIECES, find_packs, write_pack
from plananalysis.store.passages import OF_TEXTS, find_texts
from plananalysis.store.sqlfiles import read_sql
from plananalysis.testing.plans import make_plan

ASKED = ("key", "place", "recommendation_id", "text")
ANSWERED = ("key", "place", "recommendation_id", "entry_id", "text")


def main(counts: Sequence[int]) -> None:
    """A row of figures for each number of plans."""
    print(
        "| plans | texts | reading, ms a plan | comparing, ms a plan | MiB at the most "
        "| KB kept a plan | repeats a plan |"
    )
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for count in counts:
        with TemporaryDirectory() as folder:
            told = {}
            for step in ("read", "compare"):
                command = [sys.executable, __file__, "--step", step, "--folder", folder, str(count)]
                run = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
                told |= json.loads(run.stdout)
            each = 1000 / count
            print(
                f"| {count:,} | {told['texts']:,} | {told['read'] * each:.2f} "
                f"| {told['compare'] * each:.2f} | {told['MiB']:.0f} "
                f"| {told['bytes'] / count / 1000:.0f} | {told['repeats'] / count:.1f} |",
                flush=True,
            )


def read(plans: int, folder: Path) -> dict[str, float]:
    """Keep the texts of so many plans in packs: how many, seconds of finding what they say, and
    bytes of that.
    """
    seconds, texts, size = 0.0, 0, 0
    for first in range(0, plans, MOST_PIECES):
        keys = [f"{seed:032x}" for seed in range(first, min(plans, first + MOST_PIECES))]
        rows = make_rows(keys)
        texts += sum(len(table) for table in rows.values())
        started = time.process_time()
        found = find_texts(keys, rows)
        seconds += time.process_time() - started
        pack = write_pack(folder / "packs", keys, {**rows, **found})
        size += sum((pack.folder / f"{name}.parquet").stat().st_size for name in OF_TEXTS)
    return {"texts": texts, "read": seconds, "bytes": size}


def make_rows(keys: Sequence[str]) -> dict[str, pa.Table]:
    """The texts of generated plans, as a pack holds them."""
    asked, answered = [], []
    for key in keys:
        place = 0
        for at, recommendation in enumerate(make_plan(int(key, 16)).recommendations):
            rec_id = f"/R{recommendation.position}"
            asked.append((key, at, rec_id, recommendation.text))
            for entry in recommendation.entries:
                answered.append((key, place, rec_id, f"{rec_id}/E{entry.position}", entry.text))
                place += 1
    return {
        name: pa.table(dict(zip(columns, zip(*rows, strict=True), strict=True)))
        for name, columns, rows in (
            ("recommendations", ASKED, asked),
            ("entries", ANSWERED, answered),
        )
    }


def compare(plans: int, folder: Path) -> dict[str, float]:
    """Find the repeats among what is kept: how many, seconds, and MiB at the most."""
    packs = [pack.folder for pack in find_packs(folder / "packs")]
    keys = [f"{seed:032x}" for seed in range(plans)]
    names = [f"plan-{seed:06}" for seed in range(plans)]
    loaded = pa.table({"key": keys, "plan_id": names, "review_id": names, "place": range(plans)})
    with duckdb.connect(folder / "plans.duckdb") as connection:
        connection.execute(read_sql("schema.sql"))
        connection.register("plans_of_packs", loaded)
        connection.execute("CREATE TEMP TABLE loaded AS FROM plans_of_packs")
        started = time.process_time()
        repeats = load_repeats(connection, packs, folder)
        seconds = time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"repeats": repeats, "compare": seconds, "MiB": peak}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plans", nargs="*", type=int, default=[5, 300, 1000])
    parser.add_argument("--step", choices=("read", "compare"), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.step is None:
        main(arguments.plans)
    else:
        step = {"read": read, "compare": compare}[arguments.step]
        print(json.dumps(step(*arguments.plans, arguments.folder)))
