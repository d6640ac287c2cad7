"""Letters and short words are responses only where the plan itself says what they stand for."""

from __future__ import annotations

import pytest

from plananalysis.reading import read_bytes
from plananalysis.records import Plan

FULL = "Agreed/ Partly Agreed/ Not Agreed"
TEXT = "Ensure that all staff of the region are trained in the assessment of risk."
REST = "We will train all the staff.\tHead of Northmoor PDU\tMay 2024"


def read(heading: str, cells: tuple[str, ...], front: str = "") -> Plan:
    header = f"Rec No\tRecommendation\t{heading}\tAction\tOwner\tTarget Date"
    rows = [f"{at}\t{TEXT}\t{cell}\t{REST}" for at, cell in enumerate(cells, 1)]
    return read_bytes("\n".join((front, header, *rows)).encode(), "example.txt")


def responses(plan: Plan) -> list[str | None]:
    return [recommendation.response for recommendation in plan.recommendations]


KEY = "Key: A = Accepted, P = Partially accepted, R = Rejected"
ALL = ["agreed", "partly agreed", "not agreed"]


@pytest.mark.parametrize(
    ("heading", "cells", "front", "said"),
    [
        (FULL, ("A", "PA", "NA"), "", ALL),
        (FULL, ("Yes", "Partly", "No"), "", ALL),
        ("Agreed Y/N", ("Y", "N", "Y"), "", ["agreed", "not agreed", "agreed"]),
        ("Accepted?", ("Yes", "In part", "No"), "", ALL),
        ("Accept / Reject", ("A", "R"), "", ["agreed", "not agreed"]),
        ("A / PA / NA", ("A", "PA", "NA"), "", ALL),
        ("Response", ("A", "P", "R"), KEY, ALL),
        ("Response", ("A", "PA"), "A\tAgreed\nPA\tPartly agreed", ["agreed", "partly agreed"]),
        ("Response", ("A", "PA"), "Agreed (A)\nPartly agreed (PA)", ["agreed", "partly agreed"]),
    ],
)
def test_what_a_heading_or_a_key_explains_is_read_and_said(
    heading: str, cells: tuple[str, ...], front: str, said: list[str]
) -> None:
    plan = read(heading, cells, front)
    assert responses(plan) == said
    told = [(f.before, f.after) for f in plan.faults if f.code == "response_code"]
    assert told == list(zip(cells, said, strict=True))
    assert all(len(recommendation.entries) == 1 for recommendation in plan.recommendations)


def test_a_word_may_stand_among_responses_in_full() -> None:
    assert responses(read(FULL, ("Agreed", "Partially", "Agreed"))) == [
        "agreed",
        "partly agreed",
        "agreed",
    ]


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("Response", ("Y", "N")),
        ("Response", ("A", "PA")),
        ("Decision", ("Yes", "No")),
        (FULL, ("NA", "NA")),
        (FULL, ("N/A", "N/A")),
        (FULL, ("Noted", "Noted")),
    ],
)
def test_what_nothing_explains_is_no_response(heading: str, cells: tuple[str, ...]) -> None:
    plan = read(heading, cells)
    assert responses(plan) == [None, None]
    assert {"no_response"} <= {fault.code for fault in plan.faults}


@pytest.mark.parametrize("scrap", ["A", "N", "NA", "Y"])
def test_a_letter_beside_responses_in_full_is_no_response(scrap: str) -> None:
    assert responses(read(FULL, ("Agreed", scrap, "Agreed"))) == ["agreed", None, "agreed"]
