"""Headings of sections are told from the rest of a text, and name whom they address."""

from __future__ import annotations

import pytest

from plananalysis.readers.grid import Row, read_text_grid
from plananalysis.table.sectionheadings import find_addressee_heading


def row(*cells: str) -> Row:
    return read_text_grid("\t".join(cells).encode(), "example.txt").rows[0]


@pytest.mark.parametrize(
    ("cells", "addressee"),
    [
        (("The Probation Service shou1d:",), "The Probation Service"),
        (("", "HM Prison and Probation Service should:"), "HM Prison and Probation Service"),
        (("The Probation Service sh", "ould:"), "The Probation Service"),
        (("To the Governor",), "the Governor"),
        (("Main recommendations to HMPPS",), "HMPPS"),
        (("Recommendation: To the Home Office",), "the Home Office"),
        (("Directed to: HMPPS",), "HMPPS"),
        (("Recommendations addressed to the Home Office:",), "the Home Office"),
        (("MoJ should, in partnership with the Home Office:",), "MoJ"),
        (("Safety",), None),
        (("Main recommendations",), None),
    ],
)
def test_a_section_heading_names_whom_it_addresses(
    cells: tuple[str, ...], addressee: str | None
) -> None:
    heading = find_addressee_heading(row(*cells))
    assert heading is not None
    assert heading.addressee == addressee


@pytest.mark.parametrize(
    "cells",
    [
        ("to the Governor, who will decide.",),
        ("To improve safety, staff are trained",),
        ("4", "Prisoners should be safe"),
        ("to ensure that they are seen",),
        ("Something else",),
        ("This should, we expect, be done.",),
        ("Governors should, where possible:",),
        ("", "", "", "All regions should, by March 2024:"),
    ],
)
def test_the_rest_of_a_text_is_no_section_heading(cells: tuple[str, ...]) -> None:
    assert find_addressee_heading(row(*cells)) is None


def test_a_sentence_that_recommendations_end_is_their_heading() -> None:
    heading = find_addressee_heading(row("The Probation Service should ensure that:"))
    assert heading is not None
    assert (heading.addressee, heading.is_cut) == ("The Probation Service", False)
    assert find_addressee_heading(row("Staff should ensure that it is done by")) is None


def test_a_part_may_name_its_recommendations_and_whom_they_address() -> None:
    heading = find_addressee_heading(row("Part Two: recommendations to the Home Office"))
    assert heading is not None
    assert heading.addressee == "the Home Office"


@pytest.mark.parametrize(
    ("cells", "addressee"),
    [
        (
            ("The Mini", "stry of Justice and HM Prison and Probation Service sho", "uld:"),
            "The Ministry of Justice and HM Prison and Probation Service",
        ),
        (
            ("The pol", "ice service, HMPPS and MoJ sho", "uld:"),
            "The police service, HMPPS and MoJ",
        ),
        (("Essex", "Constabulary should:"), "Essex Constabulary"),
        (
            ("His I", "Majesty's Prison and Probation Servi", "ce should:"),
            "His Majesty's Prison and Probation Service",
        ),
    ],
)
def test_a_cut_heading_loses_letters_only_where_a_body_that_is_known_wants_it(
    cells: tuple[str, ...], addressee: str
) -> None:
    heading = find_addressee_heading(row(*cells))
    assert heading is not None
    assert (heading.addressee, heading.is_cut) == (addressee, True)
