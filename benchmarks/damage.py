"""Prints how much accuracy each kind of damage costs: `python benchmarks/damage.py [SEEDS]`."""

from __future__ import annotations

import sys
from pathlib import Path

from plananalysis.reference import OTHERS_DIR, load_references
from plananalysis.testing.robustness import measure_damage

ROOT = Path(__file__).parent.parent


def main(seeds: int) -> None:
    """The F1 of the sound exports, then what each kind of damage changes of it."""
    references = load_references() | load_references(OTHERS_DIR)
    raw = ROOT / "data" / "raw"
    annotated = {
        name: ((raw / f"{name}.txt").read_bytes(), reference)
        for name, reference in sorted(references.items())
    }
    table = measure_damage(annotated, seeds=range(seeds))
    sound = table.loc["sound"]
    print(sound.round(3).to_frame("F1, sound").T.to_string())
    print((table.drop(index="sound") - sound).round(3).to_string())


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
