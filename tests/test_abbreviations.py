"""Abbreviations: found where a text explains them, with the words that they stand for."""

from __future__ import annotations

import pytest
from handmade import make_entry, make_plan, make_recommendation
from hypothesis import given
from hypothesis import strategies as st

from plananalysis.linking.abbreviations import Abbreviation, find_abbreviations, find_definitions
from plananalysis.records import Plan


def saying(*texts: str) -> Plan:
    entries = tuple(make_entry(i, text=text) for i, text in enumerate(texts, start=1))
    return make_plan(recommendations=(make_recommendation(1, text="Act.", entries=entries),))


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("the Risk of Serious Harm (ROSH) guidance", "ROSH", "Risk of Serious Harm"),
        ("a Professional Qualification in Probation (PQiP)", "PQiP",
         "Professional Qualification in Probation"),
        ("one Regional Case Audit Tool (R-CAT) assessment", "R-CAT", "Regional Case Audit Tool"),
        ("the Offender Assessment System (OASys)", "OASys", "Offender Assessment System"),
        ("The Excellence and Quality in Process (EQuiP) resource", "EQuiP",
         "Excellence and Quality in Process"),
        ("requiring Senior Probation Officers (SPOs) to", "SPO", "Senior Probation Officers"),
        ("all Pre-Sentence Reports (PSRs)", "PSR", "Pre-Sentence Reports"),
        ("an electronically monitored curfew (EMC)", "EMC", "electronically monitored curfew"),
        ("Dependency and Recovery (D&R) services", "D&R", "Dependency and Recovery"),
        ("HMPPS Operational & System Assurance Group (OSAG)", "OSAG",
         "Operational & System Assurance Group"),
        ("The Performance, Assurance and Risk (PAR) Group", "PAR",
         "Performance, Assurance and Risk"),
        ("the National Police Chief’s Council (NPCC)", "NPCC", "National Police Chief’s Council"),
        ("Effective Proposal Framework 2 (EPF2) uptake", "EPF2", "Effective Proposal Framework 2"),
        ("Date (PED)/Tariff End Date (TED)", "TED", "Tariff End Date"),
        ("Engagement and Supervision (second generation) (ES2)", "ES2",
         "Engagement and Supervision"),
        ("HMCTS commissioned the JCS (formerly the Justice's Clerk's Society)", "JCS",
         "Justice's Clerk's Society"),
        ("the TPM (Touchpoints Operating Model)", "TPM", "Touchpoints Operating Model"),
    ],
)  # fmt: skip
def test_an_abbreviation_stands_for_the_words_that_spell_it(
    text: str, short: str, long: str
) -> None:
    assert (short, long) in list(find_definitions(text))


@pytest.mark.parametrize(
    "text",
    [
        "The Regional Probation Director (London) will report.",
        "the rate rose (see Action 3.1) in every region",
        "data for the year (HMIP 2023) and full compliance (90%)",
        "A new tool was piloted. It works (PSR).",
        "the guidance was published (PDF)",
        "co-chaired by a Regional Head (WMT Lead)",
        "the unit (U) and the plan (a)",
    ],
)
def test_a_bracket_that_explains_nothing_gives_no_abbreviation(text: str) -> None:
    assert list(find_definitions(text)) == []


def test_words_of_the_sentence_before_are_not_taken_in() -> None:
    assert list(find_definitions("Staff met. Case Audit Tool (SCAT)")) == []


def test_mentions_are_counted_in_every_text_in_the_plural_and_with_hyphens() -> None:
    plan = saying(
        "Each Regional Case Audit Tool (R-CAT) assessment counts.",
        "RCATs are done monthly; the RCAT's findings, and R-CAT's too, are shared. No rcat here.",
    )
    assert find_abbreviations(plan) == (Abbreviation("R-CAT", "Regional Case Audit Tool", 4),)


def test_plurals_and_capitals_make_no_second_expansion_and_other_words_do() -> None:
    plan = saying(
        "a serious further offence (SFO)",
        "Serious Further Offences (SFOs)",
        "the Staff Finance Office (SFO)",
    )
    found = [(each.abbreviation, each.expansion) for each in find_abbreviations(plan)]
    assert found == [("SFO", "Staff Finance Office"), ("SFO", "serious further offence")]


def test_a_plan_that_explains_nothing_has_no_abbreviations() -> None:
    assert find_abbreviations(saying("HMPPS will act.")) == ()


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=120))
def test_any_text_gives_expansions_that_stand_in_it(text: str) -> None:
    for short, long in find_definitions(text):
        assert short in text
        assert long in text


@given(st.lists(st.sampled_from(["(AB)", "ABc", "a", "B", "(a b c)", "and", "& ", "İ", "."])))
def test_hostile_texts_give_expansions_that_stand_in_them(parts: list[str]) -> None:
    text = " ".join(parts)
    for short, long in find_definitions(text):
        assert short in text
        assert long in text
