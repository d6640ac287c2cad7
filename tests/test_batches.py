"""What is wrong with one plan of a batch keeps none of the others from being kept as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from handmade import make_entry, make_plan, make_recommendation

from plananalysis.records import Plan
from plananalysis.store import batches, fitting
from plananalysis.store.batches import Kept, read_batch
from plananalysis.store.packs import table_file
from plananalysis.store.passages import OF_TEXTS, find_texts
from plananalysis.store.shelf import Shelf
from plananalysis.store.tables import OF_A_PLAN, Tables

SAID = "Every region will review the tiering of its cases. Staff will be trained to do so by May."


def plan_of(text: str) -> Plan:
    entries = (make_entry(text=text), make_entry(2, text=SAID))
    return make_plan(recommendations=(make_recommendation(entries=entries),))


GOOD = {"a": plan_of(SAID), "c": plan_of(f"Courts, police and prisons share it. {SAID}")}
REFUSED = {
    "b": (plan_of("\ud800"), "surrogates not allowed"),
    "d": (make_plan(recommendations=(make_recommendation(line_last=1),)), "CHECK"),
}


def read(folder: Path, plans: Mapping[str, Plan]) -> Sequence[Kept | str]:
    """Read plans as one batch."""

    def find(path: Path) -> Plan:
        digest = sha256(path.name.encode()).hexdigest()
        return replace(plans[path.name], source_file=path.name, source_sha256=digest)

    return read_batch([Path(name) for name in plans], lambda _: None, Shelf(folder, find))


def kept_of(folder: Path, plans: Mapping[str, Plan]) -> dict[str, pa.Table]:
    packs = {each.pack for each in read(folder, plans) if isinstance(each, Kept)}
    (pack,) = packs
    return {name: pq.read_table(table_file(pack, name)) for name in (*OF_A_PLAN, *OF_TEXTS)}


@pytest.mark.parametrize("refused", ["b", "d", "bd"])
def test_plans_that_are_refused_change_nothing_of_what_is_kept_of_others(
    tmp_path: Path, refused: str
) -> None:
    plans = GOOD | {name: REFUSED[name][0] for name in refused}
    plans = dict(sorted(plans.items()))
    told = dict(zip(plans, read(tmp_path / "told", plans), strict=True))
    for name, each in told.items():
        if name in GOOD:
            assert isinstance(each, Kept)
        else:
            assert isinstance(each, str) and REFUSED[name][1] in each
    assert kept_of(tmp_path / "with", plans) == kept_of(tmp_path / "without", GOOD)


def test_a_plan_whose_texts_cannot_be_told_is_left_out_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(keys: Sequence[str], rows: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
        if "stumble" in rows["entries"]["text"].to_pylist():
            raise IndexError
        return find_texts(keys, rows)

    monkeypatch.setattr(batches, "find_texts", stumble)
    plans = {"a": GOOD["a"], "b": plan_of("stumble"), "c": GOOD["c"]}
    first, second, third = read(tmp_path / "told", plans)
    assert isinstance(first, Kept) and isinstance(third, Kept)
    assert second == f"{batches.UNTOLD} IndexError. {batches.REPORT_THIS}"
    assert kept_of(tmp_path / "with", plans) == kept_of(tmp_path / "without", GOOD)


def test_a_database_without_memory_finds_no_misfit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run_out(*_: object) -> str:
        raise duckdb.OutOfMemoryException("failed to allocate data")

    monkeypatch.setattr(fitting, "find_breach", run_out)
    with pytest.raises(MemoryError, match="failed to allocate"):
        read(tmp_path, GOOD)


def test_a_lack_of_memory_is_no_plans_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    convert = Tables.as_arrow
    calls = []

    def run_out(self: Tables) -> dict[str, pa.Table]:
        calls.append(self)
        if len(calls) == 2:  # As each plan is looked at by itself.
            raise pa.ArrowMemoryError
        return convert(self)

    monkeypatch.setattr(Tables, "as_arrow", run_out)
    with pytest.raises(MemoryError):
        read(tmp_path, {"a": GOOD["a"], "b": REFUSED["b"][0]})
    assert len(calls) == 2
