"""Prints what reading costs: `python benchmarks/reading.py [PLANS]`."""

from __future__ import annotations

import resource
import sys
import time

from plananalysis.reading import read_bytes
from plananalysis.testing.exports import export_text
from plananalysis.testing.layouts import make_layout
from plananalysis.testing.plans import make_plan


def main(plans: int) -> None:
    """Milliseconds a plan and megabytes a second, on generated plans that are all different."""
    exports = [export_text(make_plan(seed), make_layout(seed)) for seed in range(plans)]
    size = sum(map(len, exports))
    read_bytes(exports[0], "warm-up.txt")
    started = time.perf_counter()
    entries = sum(
        len(recommendation.entries)
        for data in exports
        for recommendation in read_bytes(data, "plan.txt").recommendations
    )
    seconds = time.perf_counter() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{plans} plans, {size / 1e6:.1f} MB, {entries} entries in {seconds:.1f} s on one core")
    speed = size / 1e6 / seconds
    print(f"{1000 * seconds / plans:.0f} ms a plan, {speed:.2f} MB/s, {memory:.0f} MiB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
