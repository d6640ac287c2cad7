"""Prints how much accuracy each kind of damage costs: `python benchmarks/damage.py [SEEDS]`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from plananalysis.reference import load_references
from plananalysis.testing.robustness import measure_damage

ROOT = Path(__file__).parent.parent


def main(seeds: int) -> None:
    """The F1 of the sound exports, then what each kind of damage changes of it."""
    by_eye = {path.stem: path for path in (ROOT / "tests" / "annotated").glob("*.json")}
    references = load_references() | {
        name: json.loads(path.read_text(encoding="utf-8")) for name, path in by_eye.items()
    }
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
