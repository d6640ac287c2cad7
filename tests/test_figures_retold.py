from __future__ import annotations

from pathlib import Path

import pandas as pd
from handmade import make_entry, make_plan, make_recommendation
from measured import open_measured

from plananalysis.analysis.passages import MOST_SHOWN, side_by_side
from plananalysis.figures.retold import retold_chart, retold_data
from plananalysis.records import Plan

SAID = "A national allocation tool records why each practitioner was given the case."
AGAIN = "A national allocation tool will record why every practitioner was given the case."
ELSE = "Curfews are monitored by a contractor who reports breaches within one working day."


def told(*texts: str, **changes: object) -> Plan:
    """A plan with a recommendation for each text, which is what answers it."""
    asked = (
        make_recommendation(
            place, text=f"Something {place}.", entries=(make_entry(text=text, ref=f"{place}.1"),)
        )
        for place, text in enumerate(texts, 1)
    )
    return make_plan(recommendations=tuple(asked), **changes)


def frame(*pairs: tuple[str, str], **changes: object) -> pd.DataFrame:
    return pd.DataFrame(
        {
            **{f"left_{k}": v for k, v in _side(left).items()},
            **{f"right_{k}": v for k, v in _side(right).items()},
            "similarity": 1.0,
            "is_across": True,
            "months_between": 3,
            "saying": place,
            **changes,
        }
        for place, (left, right) in enumerate(pairs)
    )


def _side(text: str) -> dict[str, object]:
    day = pd.Timestamp(2024, 1, 1)
    return {
        "id": text,
        "review": "Review",
        "kind": "action",
        "spoken_on": day,
        "passage": text,
        "line": 7,
        "source": "plan.txt",
    }


def test_a_pair_has_its_passages_lines_and_how_far_they_are_apart(tmp_path: Path) -> None:
    (pair,) = retold_data(open_measured(tmp_path, told(SAID, AGAIN, ELSE))).to_dict("records")
    assert pair["left_passage"].rstrip(".") == SAID.rstrip(".")
    assert pair["right_passage"].rstrip(".") == AGAIN.rstrip(".")
    assert (pair["is_across"], pair["months_between"], pair["saying"]) == (False, 0, 1)
    assert pair["left_kind"] == pair["right_kind"] == "action"


def test_pairs_that_share_a_passage_are_one_saying(tmp_path: Path) -> None:
    data = retold_data(open_measured(tmp_path, told(SAID, AGAIN, SAID, ELSE, ELSE)))
    assert data.groupby("saying").size().to_dict() == {1: 3, 2: 1}


def test_two_passages_of_one_text_are_two_sayings(tmp_path: Path) -> None:
    plans = open_measured(tmp_path, told(f"{SAID} {ELSE}", SAID, ELSE))
    assert retold_data(plans)["saying"].tolist() == [1, 2]


def test_the_passage_said_first_stands_at_the_left() -> None:
    from plananalysis.figures.retold import _put_earlier_first

    data = frame(("late", "early"), left_spoken_on=pd.Timestamp(2025, 1, 1))
    turned = _put_earlier_first(data).iloc[0]
    assert (turned["left_passage"], turned["right_passage"]) == ("early", "late")


def test_the_title_says_how_many_pairs_stand_in_different_reviews() -> None:
    pairs = [("a", "b"), ("c", "d")]
    both = retold_chart(frame(*pairs)).title
    assert both.endswith("different recommendations, 2 of them in different reviews")
    none = retold_chart(frame(*pairs).head(0)).title
    assert none == "No passage is said again under another recommendation"


def test_words_that_are_the_same_stand_in_bold() -> None:
    html = side_by_side(frame(("It will be done", "it has been done")), "Pairs").html
    assert "<b>It</b> will be <b>done</b>" in html
    assert "<b>it</b> has been <b>done</b>" in html


def test_text_of_a_plan_is_never_markup() -> None:
    hostile = "<script>alert(1)</script> & $x$ \u202e"
    html = side_by_side(frame((hostile, "<b>"), left_review=hostile), "<i>").html
    assert "<script" not in html and "<i>" not in html and "\u202e" not in html
    assert "tex2jax_ignore" in html


def test_what_is_not_shown_side_by_side_is_counted() -> None:
    pairs = [("a", "b")] * (MOST_SHOWN + 5)
    assert (
        f"the first {MOST_SHOWN} of {MOST_SHOWN + 5} pairs" in side_by_side(frame(*pairs), "").html
    )
    content = side_by_side(frame(("a", "b")), "Pairs")._repr_mimebundle_()
    assert content["text/plain"] == "Pairs: 1 pair"


def test_an_empty_table_of_passages_is_a_table() -> None:
    assert "0 pairs" in side_by_side(frame(("a", "b")).head(0), "Pairs").html
