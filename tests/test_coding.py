"""Coding: what earns a code, what does not, and the words that are shown for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plananalysis.errors import VocabularyError
from plananalysis.reference import REFERENCE_DIR
from plananalysis.reference.accuracy import list_code_misses, score_codes
from plananalysis.store.build import build
from plananalysis.store.database import connect
from plananalysis.themes.codebook import OTHER, load_codebook
from plananalysis.themes.coding import Item, ItemCode, code_items

RAW = Path(__file__).parent.parent / "data" / "raw"


def topics(text: str, *, under: str | None = None) -> set[str]:
    """The topics of an entry, or, where it answers nothing, of a recommendation."""
    items = [Item("above", under)] if under else []
    items.append(Item("it", text, ("above",) if under else ()))
    return {c.code for c in code_items(items) if c.item_id == "it" and c.facet == "topic"}


def levers(text: str) -> set[str]:
    codes = code_items([Item("above", "Do better"), Item("it", text, ("above",))])
    return {code.code for code in codes if code.item_id == "it" and code.facet == "lever"}


def test_a_code_shows_the_phrase_that_earned_it_and_where_it_stands() -> None:
    text = "New guidance on Domestic Abuse (DA) enquiries was issued."
    codes = code_items([Item("it", text)])
    assert ItemCode("it", "topic", "da_enquiries", "Domestic Abuse (DA) enquiries", 16, 45) in codes
    assert all(text[c.char_start : c.char_end] == c.phrase for c in codes)


def test_enquiries_on_domestic_abuse_are_not_domestic_abuse_practice() -> None:
    assert topics("Staff were recruited to make domestic abuse enquiries.") == {"da_enquiries"}


def test_a_phrase_for_two_codes_earns_both() -> None:
    text = "Practitioners complete the spousal assault risk assessment well."
    assert topics(text) == {"risk_assessment", "domestic_abuse"}


@pytest.mark.parametrize(
    "purpose", ["so that safe proposals are made in court reports", "in order to improve PSRs"]
)
def test_a_clause_of_purpose_is_no_topic(purpose: str) -> None:
    text = f"Recall decisions are signed off within a day {purpose}."
    assert topics(text) == {"licence_recall"}


def test_a_purpose_that_opens_an_entry_ends_where_it_is_said_who_acts() -> None:
    text = "To support drug treatment in the community HMPPS has revised its recall process."
    assert topics(text, under="Improve outcomes") == {"licence_recall"}


def test_what_a_recommendation_asks_to_be_ensured_is_its_topic() -> None:
    text = "Put measures in place to ensure that recall is timely"
    assert topics(text) == {"licence_recall"}


def test_what_is_named_by_the_way_is_no_topic() -> None:
    text = "Guidance on curfews was issued in line with the drug strategy."
    assert topics(text, under="Improve outcomes") == {"curfew_monitoring"}


def test_a_topic_named_once_and_late_is_named_in_passing() -> None:
    text = "Mentors support each PQiP. They meet monthly. The group also hears about drugs."
    assert topics(text, under="Improve outcomes") == {"practitioner_development"}
    twice = text + " Cannabis is discussed."
    assert topics(twice, under="Improve outcomes") == {
        "practitioner_development",
        "substance_misuse",
    }


def test_a_name_is_no_topic() -> None:
    text = "Progress on mentors is told to the National Domestic Abuse Reference Group."
    assert topics(text) == {"practitioner_development"}


def test_an_entry_without_a_subject_takes_that_of_what_it_answers() -> None:
    items = [
        Item("rec", "Ensure timely recall and sound licence conditions"),
        Item("action", "Mentors will be found for each PQiP.", ("rec",)),
        Item("linked", "This remains in place.", ("action",)),
        Item("loose", "This remains in place.", ("rec",)),
        Item("further", "And it will continue.", ("linked",)),
    ]
    codes = {c.item_id: c for c in code_items(items) if c.facet == "topic"}
    assert (codes["linked"].code, codes["linked"].inherited_from) == (
        "practitioner_development",
        "action",
    )
    assert (codes["loose"].code, codes["loose"].inherited_from) == ("licence_recall", "rec")
    assert codes["further"].inherited_from == "action"
    assert codes["linked"].phrase is codes["linked"].char_start is None


def test_levers_are_not_inherited() -> None:
    items = [
        Item("rec", "Train all staff in recall"),
        Item("action", "This remains in place.", ("rec",)),
    ]
    assert [c.facet for c in code_items(items) if c.item_id == "action"] == ["topic"]


def test_a_text_of_no_topic_is_other() -> None:
    assert code_items([Item("it", "The weather was fair.")]) == [ItemCode("it", "topic", OTHER)]


def test_what_answers_something_unknown_or_itself_is_coded_all_the_same() -> None:
    items = [
        Item("a", "This remains in place.", ("b",)),
        Item("b", "It does.", ("a", "nowhere")),
        Item("c", "Recall is timely.", ("c",)),
    ]
    found = [(code.item_id, code.code) for code in code_items(items)]
    assert found == [("a", OTHER), ("b", OTHER), ("c", "licence_recall")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The policy framework was revised and published.", {"guidance"}),
        ("All staff complete an e-learning course.", {"training"}),
        ("A digital service now records each decision.", {"digital_tool"}),
        ("A performance dashboard is shared monthly.", {"monitoring_data"}),
        ("The PSR Gatekeeping Form was rolled out.", {"assurance"}),
        ("A Court Case Audit Tool was launched.", {"assurance"}),
        ("Funding was approved for fifty posts.", {"resourcing"}),
        ("An evaluation will be completed in May.", {"review"}),
        ("A campaign raised awareness.", {"communication"}),
        ("We work closely with the police.", {"partnership"}),
        ("We will legislate when time allows.", {"legislation"}),
        ("Cases are allocated within five days.", set()),
    ],
)
def test_a_lever_is_what_is_done(text: str, expected: set[str]) -> None:
    assert levers(text) == expected


def test_reviewed_and_updated_guidance_is_guidance_and_no_review() -> None:
    assert levers("The guidance was reviewed and updated in May.") == {"guidance"}


def test_an_audit_takes_the_topic_of_what_is_audited() -> None:
    assert topics("An audit of tiering was carried out.") == {"case_allocation"}
    assert topics("The annual sentence management audit goes on.") == {"risk_assessment"}


def test_the_same_texts_give_the_same_codes_in_whatever_order() -> None:
    items = [
        Item("rec", "Ensure timely recall"),
        Item("b", "This goes on.", ("a",)),
        Item("a", "Mentors support each PQiP.", ("rec",)),
    ]
    assert set(code_items(items)) == set(code_items(items[::-1]))


@given(st.lists(st.text(max_size=200), max_size=5))
def test_any_text_gives_codes_of_the_codebook_with_spans_of_its_own(texts: list[str]) -> None:
    known = {(code.facet, code.code) for code in load_codebook().codes}
    items = [Item(str(n), text, (str(n - 1),)) for n, text in enumerate(texts)]
    for code in code_items(items):
        assert (code.facet, code.code) in known
        if code.phrase is not None:
            assert texts[int(code.item_id)][code.char_start : code.char_end] == code.phrase


# ------------------------------------------------------------- the whole way, on published plans


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("coded") / "plans.duckdb"
    build(RAW, path)
    return path


def test_every_recommendation_and_entry_has_a_topic(database: Path) -> None:
    with connect(database) as connection:
        lacking = connection.execute(
            "SELECT id FROM (SELECT recommendation_id AS id FROM recommendations "
            "UNION ALL SELECT entry_id FROM entries) "
            "WHERE id NOT IN (SELECT item_id FROM item_codes WHERE facet = 'topic')"
        ).fetchall()
    assert lacking == []


def test_every_stored_phrase_is_sliced_out_of_its_text(database: Path) -> None:
    with connect(database) as connection:
        rows = connection.execute(
            "SELECT phrase, text[char_start + 1:char_end], inherited_from, code "
            "FROM item_codes JOIN (SELECT recommendation_id AS id, text FROM recommendations "
            "UNION ALL SELECT entry_id, text FROM entries) ON id = item_id"
        ).fetchall()
    assert rows
    for phrase, sliced, inherited_from, code in rows:
        assert phrase == sliced
        assert (phrase is None) == (inherited_from is not None or code == OTHER)


def test_the_coded_plans_are_coded_as_well_as_is_claimed(database: Path) -> None:
    scores = score_codes(database).set_index(["plan", "facet", "code"])
    assert scores.loc[("all plans", "topic", "all codes"), "f1"] >= 0.90
    assert scores.loc[("all plans", "lever", "all codes"), "f1"] >= 0.85


def test_the_counts_of_codes_add_up_to_all_codes(database: Path) -> None:
    scores = score_codes(database)
    for _, rows in scores.groupby(["plan", "facet"]):
        whole = rows[rows["code"] == "all codes"].iloc[0]
        parts = rows[rows["code"] != "all codes"]
        for column in ("n", "found", "right"):
            assert parts[column].sum() == whole[column]


def test_every_code_missed_or_given_in_error_is_listed(database: Path) -> None:
    misses = list_code_misses(database)
    whole = score_codes(database).set_index(["plan", "code"]).loc[("all plans", "all codes")]
    wrong = (whole["n"] + whole["found"] - 2 * whole["right"]).sum()
    assert len(misses) == wrong
    assert ((misses["expected"] == "") != (misses["found"] == "")).all()


def test_codes_without_their_annotation_are_refused(database: Path, tmp_path: Path) -> None:
    for file in REFERENCE_DIR.glob("2023*.json"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "stray.codes.json").write_text("[]")
    with pytest.raises(VocabularyError, match=r"stray\.codes\.json"):
        score_codes(database, tmp_path)


def test_a_code_that_the_reading_by_eye_left_open_is_not_judged(
    database: Path, tmp_path: Path
) -> None:
    name = "2023-07-12_domestic-abuse-thematic"
    (tmp_path / f"{name}.json").write_bytes((REFERENCE_DIR / f"{name}.json").read_bytes())
    item = '{"item": "R1", "topics": [], "levers": [], "open_topics": ["domestic_abuse"]%s}'
    (tmp_path / f"{name}.codes.json").write_text("[" + item % "" + "]")
    judged = score_codes(database, tmp_path)
    assert "topic" not in set(judged["facet"])
    assert set(judged[judged["facet"] == "lever"]["n"]) == {0}
