"""Prints what a build costs: `python benchmarks/build.py [PLANS ...] [--chart FILE]`.

Each figure is taken in a process of its own: a first build by one process and by all processors,
a build after one plan changed, and, of few plans, the naive way: one process, row by row.
"""

from __future__ import annotations

import argparse
import json
import platform
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from plananalysis.linking.editions import find_reviews
from plananalysis.reading import read_plan
from plananalysis.store import database as store
from plananalysis.store.build import build
from plananalysis.store.crew import count_processors
from plananalysis.store.tables import make_tables
from plananalysis.testing.exports import export_text
from plananalysis.testing.layouts import make_layout
from plananalysis.testing.plans import make_plan

WAYS = ("naive", "one process", "all processors", "one plan changed")
MOST_NAIVE = 30
"""Plans above which the naive way is not tried: it takes minutes."""


def main(counts: list[int], chart: Path | None) -> None:
    """A row of figures for each number of plans and each way; a chart of them, if asked for."""
    print(f"{platform.machine()}, {count_processors()} processors, Python {sys.version.split()[0]}")
    print(
        "| plans | MB | way | seconds | CPU seconds | CPU ms a plan | MiB, main | MiB, a worker |"
    )
    print("| ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: |")
    figures: list[tuple[str, int, float]] = []
    for count in counts:
        with TemporaryDirectory() as name:
            raw = Path(name, "raw")
            raw.mkdir()
            for seed in range(count):
                put(raw, seed, seed)
            size = sum(path.stat().st_size for path in raw.iterdir()) / 1e6
            for way in WAYS:
                if way == "naive" and count > MOST_NAIVE:
                    continue
                if way == "one plan changed":
                    put(raw, 0, count)
                took, busy, main_mib, worker_mib = measure(way, Path(name))
                figures.append((way, count, busy))
                print(
                    f"| {count} | {size:.1f} | {way} | {took:.1f} | {busy:.1f} "
                    f"| {1000 * busy / count:.0f} | {main_mib:.0f} | {worker_mib:.0f} |",
                    flush=True,
                )
    if chart:
        draw(figures, chart)


def put(raw: Path, place: int, seed: int) -> None:
    """Write the plan of a seed in a place of the raw folder."""
    (raw / f"{place:06}.txt").write_bytes(export_text(make_plan(seed), make_layout(seed)))


def measure(way: str, folder: Path) -> tuple[float, float, float, float]:
    """Seconds by the clock and of all processors; MiB at the most of the process and of a worker.

    Other work on the machine lengthens the first, and the second hardly.
    """
    command = [sys.executable, __file__, "--way", way, "--folder", str(folder)]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    seconds, busy, main_mib, worker_mib = json.loads(told)
    return seconds, busy, main_mib, worker_mib


def take(way: str, folder: Path) -> None:
    """Do one build and tell its figures as JSON."""
    raw, database = folder / "raw", folder / way.replace(" ", "-") / "plans.duckdb"
    started = time.perf_counter()
    if way == "naive":
        build_naively(raw, database)
    elif way == "one plan changed":
        build(raw, folder / "all-processors" / "plans.duckdb")
    else:
        build(raw, database, workers=1 if way == "one process" else count_processors())
    seconds = time.perf_counter() - started
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    busy = sum(each.ru_utime + each.ru_stime for each in used)
    print(json.dumps([seconds, busy, *(each.ru_maxrss / 1024 for each in used)]))


def build_naively(raw: Path, database: Path) -> None:
    """All plans in memory, then each row by an INSERT of its own."""
    reviews, _ = find_reviews([read_plan(path) for path in sorted(raw.iterdir())])
    tables = make_tables(reviews)
    database.parent.mkdir()
    with duckdb.connect(database) as connection:
        connection.execute(store._sql("schema.sql"))
        connection.begin()
        for name in store.load_dictionary().tables:
            for row in tables.rows[name]:
                marks = ", ".join("?" * len(row))
                sql = f"INSERT INTO {name} ({', '.join(row)}) VALUES ({marks})"
                connection.execute(sql, list(row.values()))
        connection.commit()


def draw(figures: list[tuple[str, int, float]], file: Path) -> None:
    """CPU seconds against plans, on logarithmic scales: at 45° the cost grows in line."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 4.5), layout="constrained")
    axes = figure.add_subplot(xscale="log", yscale="log", xlabel="plans", ylabel="CPU seconds")
    for way in WAYS:
        points = [(count, seconds) for name, count, seconds in figures if name == way]
        axes.plot(*zip(*points, strict=True), marker="o", label=way)
    axes.legend(frameon=False)
    axes.grid(alpha=0.3)
    figure.savefig(file, metadata={"Date": None})


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plans", nargs="*", type=int, default=[10, 100])
    parser.add_argument("--chart", type=Path)
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.way:
        take(arguments.way, arguments.folder)
    else:
        main(arguments.plans, arguments.chart)
