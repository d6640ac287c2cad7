"""Each repair of a row does one thing, says it, and leaves sound rows alone."""

from __future__ import annotations

from typing import Any

import pytest

from plananalysis.readers.sourcetext import Text
from plananalysis.table.columns import TableRow
from plananalysis.table.mending import mend_row, put_back_tail

FIELDS = ("number", "recommendation", "response", "action", "owner", "target")


def make_row(**cells: str) -> TableRow:
    placed: dict[str, Any] = {}
    at = 0
    for name, string in cells.items():
        placed[name] = Text.of(string, at)
        at += len(string) + 1
    return TableRow(line=7, page=1, is_page_first=False, **placed)


def mended(**cells: str) -> tuple[dict[str, str], list[str], list[str]]:
    """The fields of the mended row, the codes of what was done, the words that were left out."""
    row, faults = mend_row(make_row(**cells))
    held = {name: getattr(row, name).plain for name in FIELDS if getattr(row, name)}
    assert all(fault.line == 7 for fault in faults)
    return held, [fault.code for fault in faults], [text.plain for text in row.explained]


TEXT = "Ensure that every case is allocated within five days"
ACTION = "HMPPS will ensure that every case is allocated in five days."


def test_a_sound_row_is_left_alone() -> None:
    cells = {
        "number": "1",
        "recommendation": TEXT,
        "response": "Agreed",
        "action": ACTION,
        "owner": "Head of Probation",
        "target": "May 2024",
    }
    assert mended(**cells) == (cells, [], [])


def test_words_of_the_answer_in_the_responses_cell_are_put_before_the_action() -> None:
    said = "This is because of staffing."
    held, codes, _ = mended(
        number="7", recommendation=TEXT, response=f"Partly agreed {said}", action=ACTION
    )
    assert (held["response"], held["action"]) == ("Partly agreed", f"{said} {ACTION}")
    assert codes == ["response_and_text"]


def test_a_response_that_is_not_known_is_left_as_it_stands() -> None:
    cells = {"number": "7", "recommendation": TEXT, "response": "Noted", "action": ACTION}
    assert mended(**cells) == (cells, [], [])


def test_a_response_that_opens_the_action_is_put_back_where_a_mark_parts_it() -> None:
    held, codes, _ = mended(number="7", recommendation=TEXT, action=f"Partly agreed. {ACTION}")
    assert (held["response"], held["action"]) == ("Partly agreed.", ACTION)
    assert codes == ["response_in_text"]
    spoken = "Agreed Standards will be published."
    assert mended(number="7", recommendation=TEXT, action=spoken)[1] == []


@pytest.mark.parametrize("word", ["7", "R7", "Rec 7.", "Recommendation 7:"])
def test_a_number_before_the_text_is_put_back_with_its_word(word: str) -> None:
    held, codes, _ = mended(recommendation=f"{word} {TEXT}", response="Agreed")
    assert (held["number"], held["recommendation"]) == (word, TEXT)
    assert codes == ["number_in_text"]


@pytest.mark.parametrize("number", ["1.", "5.12", "R4", "Recommendation 4", "4a"])
def test_a_number_in_any_form_is_no_scrap(number: str) -> None:
    assert mended(number=number)[1:] == ([], [])


def test_letters_behind_a_number_are_a_scrap() -> None:
    assert mended(number="1 Ensu", recommendation=TEXT) == (
        {"number": "1", "recommendation": TEXT},
        ["scrap"],
        ["Ensu"],
    )


def test_a_number_before_the_text_is_put_back() -> None:
    held, codes, _ = mended(recommendation=f"7 {TEXT}", response="Agreed")
    assert (held["number"], held["recommendation"], codes) == ("7", TEXT, ["number_in_text"])


def test_a_figure_before_a_text_without_a_response_is_no_number() -> None:
    assert mended(recommendation=f"7 {TEXT}")[1] == []


@pytest.mark.parametrize("response", ["Agreed", "Partly Agreed", "Not Agreed"])
def test_a_response_behind_the_text_is_put_back(response: str) -> None:
    held, codes, _ = mended(number="7", recommendation=f"{TEXT} {response}", action=ACTION)
    assert (held["recommendation"], held["response"]) == (TEXT, response)
    assert codes == ["response_in_text"]


def test_an_owner_and_a_date_in_one_cell_are_parted() -> None:
    held, codes, _ = mended(action=ACTION, owner="Executive Director, HMPPS Change March 2026")
    assert (held["owner"], held["target"]) == ("Executive Director, HMPPS Change", "March 2026")
    assert codes == ["owner_target_glued"]


@pytest.mark.parametrize(
    ("cell", "owner", "target"),
    [
        (
            "Catering Manager Complete – in use since 10 March 2025",
            "Catering Manager",
            "Complete – in use since 10 March 2025",
        ),
        ("Deputy Governor N/A", "Deputy Governor", "N/A"),
        ("Head of Courts Not applicable", "Head of Courts", "Not applicable"),
    ],
)
def test_a_state_or_its_want_behind_an_owner_is_none_of_the_post(
    cell: str, owner: str, target: str
) -> None:
    held, codes, _ = mended(action=ACTION, owner=cell)
    assert (held["owner"], held["target"]) == (owner, target)
    assert codes == ["owner_target_glued"]


def test_an_owner_in_the_dates_cell_is_parted() -> None:
    held, codes, _ = mended(action=ACTION, target="Head of Probation March 2026")
    assert (held["owner"], held["target"]) == ("Head of Probation", "March 2026")
    assert codes == ["owner_target_glued"]


def test_a_cell_that_repeats_its_neighbour_cut_is_left_out() -> None:
    held, codes, out = mended(recommendation=ACTION[:40], action=ACTION)
    assert (held, codes, out) == ({"action": ACTION}, ["repeated_cell"], [ACTION[:40]])


def test_a_recommendation_that_its_action_says_again_keeps_its_text() -> None:
    held, codes, _ = mended(number="1", recommendation=TEXT, response="Agreed", action=ACTION)
    assert (held["recommendation"], codes) == (TEXT, [])


def test_words_said_again_right_behind_themselves_are_kept_once() -> None:
    held, codes, out = mended(action=f"{ACTION} {ACTION} Then it ends.")
    assert held == {"action": f"{ACTION} Then it ends."}
    assert (codes, out) == (["repeated_words"], [ACTION])


@pytest.mark.parametrize("mark", ["N/A", "n/a", "TBC", "-"])
def test_a_cell_that_says_it_is_empty_is_empty(mark: str) -> None:
    assert mended(action=ACTION, owner=mark, target="May 2024") == (
        {"action": ACTION, "target": "May 2024"},
        ["empty_cell"],
        [mark],
    )
    assert mended(action=mark, owner=mark, target=mark)[0] == {}


def test_an_empty_target_beside_an_action_is_kept_as_printed() -> None:
    assert mended(action=ACTION, owner="Head of Probation", target="N/A")[0]["target"] == "N/A"


@pytest.mark.parametrize("owner", ["As above", "Same as above", "as above.", "Ditto"])
def test_an_owner_as_above_is_left_to_the_owner_above(owner: str) -> None:
    held, codes, out = mended(action=ACTION, owner=owner, target="May 2024")
    assert (held, codes, out) == ({"action": ACTION, "target": "May 2024"}, ["empty_cell"], [owner])


def test_an_owner_that_says_more_than_as_above_stays() -> None:
    cells = {"action": ACTION, "owner": "Head of Courts as above", "target": "May 2024"}
    assert mended(**cells) == (cells, [], [])


def test_text_that_ends_in_tbc_is_no_empty_cell() -> None:
    assert mended(action="The Probation Service will publish a date, to be confirmed.")[1] == []


def test_words_of_a_text_in_the_owners_column_are_left_out_and_not_called_mended() -> None:
    row, faults = mend_row(make_row(action=ACTION, owner="which will then be seen by them"))
    assert not row.owner
    assert [(fault.code, fault.is_repaired) for fault in faults] == [("scrap", False)]


# --- words at the edge of a cell -----------------------------------------------------------------


def test_the_end_of_a_text_in_the_owners_cell_is_put_back() -> None:
    row = make_row(action="The review will be read by the", owner="board in May. Head of Probation")
    row, faults = put_back_tail(row, ())
    assert row.action.plain == "The review will be read by the board in May."
    assert row.owner.plain == "Head of Probation"
    assert [fault.code for fault in faults] == ["tail_in_owner"]


def test_posts_parted_by_a_semicolon_are_no_end_of_a_text() -> None:
    row = make_row(
        action="A leaflet will follow", owner="HMPPS Learning & Development; NHS England"
    )
    assert put_back_tail(row, ()) == (row, [])


def test_an_owner_beside_a_whole_sentence_has_no_tail() -> None:
    row = make_row(action="It will be read.", owner="Board. Head of Probation")
    assert put_back_tail(row, ()) == (row, [])


def test_a_response_glued_before_the_action_is_put_back() -> None:
    held, codes, _ = mended(number="2", recommendation=TEXT, action=f"Agreed{ACTION}")
    assert (held["response"], held["action"]) == ("Agreed", ACTION)
    assert codes == ["response_in_text"]
    held, codes, _ = mended(number="2", recommendation=TEXT, action=f"Agreed {ACTION}")
    assert ("response" in held, codes) == (False, [])
