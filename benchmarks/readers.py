"""Prints what reading each format costs: `python benchmarks/readers.py [COPIES]`."""

from __future__ import annotations

import re
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import pypdfium2

from plananalysis.readers.grid import read_bytes_grid, read_text_grid
from plananalysis.records import Plan
from plananalysis.testing.documents import WRITERS
from plananalysis.testing.exports import export_text
from plananalysis.testing.layouts import Layout
from plananalysis.testing.plans import Shape, make_plan

SHAPE = Shape("case review", 12, is_numbered=True, has_progress=True)


def main(copies: int) -> None:
    """A row for each format: milliseconds a page on one core, and the memory at its peak.

    Pages are those of the PDF of the same plan, so that formats can be compared.
    """
    plans = [make_plan(seed, SHAPE) for seed in range(8)]
    pages = sum(map(_count_pages, plans))
    print(f"{len(plans)} plans, {pages} pages as PDF\n")
    print("| format | ms a page | MB |\n| --- | ---: | ---: |")
    writers: dict[str, Callable[[Plan], bytes]] = {
        "text": lambda plan: export_text(plan, Layout()),
        **WRITERS,
    }
    for format, write in writers.items():
        files = [write(plan) for plan in plans]
        read = read_text_grid if format == "text" else read_bytes_grid
        read(files[0], "warm-up")
        started = time.process_time()
        for data in files:
            read(data, "plan")
        spent = time.process_time() - started
        size = sum(map(len, files)) / 1e6
        print(f"| {format} | {1000 * spent / pages:.1f} | {size:.1f} |")
    print("\n| pages of one PDF | ms a page | peak MiB |\n| ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as folder:
        for times in (1, copies // 4, copies):
            path = Path(folder, f"{times}.pdf")
            path.write_bytes(WRITERS["pdf"](_lengthen(plans[0], max(1, times))))
            # A process of its own: what writing took is not counted.
            with ProcessPoolExecutor(1, get_context("spawn")) as alone:
                count, spent, peak = alone.submit(_measure, path).result()
            print(f"| {count} | {1000 * spent / count:.1f} | {peak:.0f} |")


def _measure(path: Path) -> tuple[int, float, float]:
    """Pages, seconds, and the peak of memory in MiB of reading a PDF page by page."""
    started = time.process_time()
    with closing(pypdfium2.PdfDocument(path.read_bytes())) as document:
        count = len(document)
    read_bytes_grid(path.read_bytes(), "plan.pdf")
    spent = time.process_time() - started
    # Of this process alone: what `resource` tells begins with the peak of the one that started it.
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return count, spent, int(re.findall(r"VmHWM:\s+(\d+)", status)[0]) / 1024


def _count_pages(plan: Plan) -> int:
    return max(place.page or 0 for place in read_bytes_grid(WRITERS["pdf"](plan), "x").places)


def _lengthen(plan: Plan, times: int) -> Plan:
    return replace(plan, recommendations=plan.recommendations * times)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 16)
