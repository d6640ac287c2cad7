"""Prints what finding repeats costs: `python benchmarks/repeats.py [PLANS ...]`.

Each number of plans in a process of its own. The plans are generated, and not read: their texts
are compared as they were made.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator

from plananalysis.testing.plans import make_plan
from plananalysis.themes.repeats import Passage, find_repeats


def main(counts: list[int]) -> None:
    """A row of figures for each number of plans."""
    print("| plans | texts | CPU seconds | CPU ms a plan | MiB at the most | repeats a plan |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: |")
    for count in counts:
        subprocess.run([sys.executable, __file__, "--one", str(count)], check=True)


def take(plans: int) -> None:
    """Find the repeats of so many plans and print a row."""
    made = Timed(make_passages(plans))
    repeats = sum(1 for _ in find_repeats(made))
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = used.ru_utime + used.ru_stime - made.seconds
    print(
        f"| {plans:,} | {made.count:,} | {seconds:.1f} | {1000 * seconds / plans:.1f} "
        f"| {used.ru_maxrss / 1024:.0f} | {repeats / plans:.1f} |",
        flush=True,
    )


class Timed:
    """Passages, with how many they are and what it took of the processor to make them."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        self.passages, self.seconds, self.count = passages, 0.0, 0

    def __iter__(self) -> Iterator[Passage]:
        passages = iter(self.passages)
        while True:
            started = time.process_time()
            passage = next(passages, None)
            self.seconds += time.process_time() - started
            if passage is None:
                return
            self.count += 1
            yield passage


def make_passages(plans: int) -> Iterator[Passage]:
    """The recommendations of all plans, then their entries, each plan a review of its own."""
    for is_entry in (False, True):
        for seed in range(plans):
            plan = f"plan-{seed:06}"
            for recommendation in make_plan(seed).recommendations:
                asked = f"{plan}/R{recommendation.position}"
                if not is_entry:
                    yield Passage(asked, asked, plan, plan, recommendation.text)
                for entry in recommendation.entries if is_entry else ():
                    item = f"{asked}/E{entry.position}"
                    yield Passage(item, asked, plan, plan, entry.text)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plans", nargs="*", type=int, default=[5, 300, 1000])
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one is None:
        main(arguments.plans)
    else:
        take(arguments.one)
