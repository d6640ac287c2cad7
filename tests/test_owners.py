"""Posts under one name: what is spelling is merged by rule, what is more by a reviewed row."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plananalysis.linking.owners import assign_posts, name_post
from plananalysis.wording.vocabulary import read_rows

ROWS = read_rows("posts", ("wording", "label", "unit", "reason"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Head of Estates & Digital", "Head of Estates and Digital"),
        ("Director of Rehabilitation", "DIRECTOR OF REHABILITATION"),
        ("Director Of Rehabilitation", "Director Rehabilitation"),
        ("Director – Rehabilitation", "Director, Rehabilitation"),
        ("Director,  Rehabilitation\u00a0", "Director, Rehabilitation"),
        ("Director, Rehabilitation.", "Director, Rehabilitation"),
        ("Regional Probation Director (Wales)", "Regional Probation Director, Wales"),
        ("Deputy Director, Estate Safety Group (ESG)", "Deputy Director, Estate Safety Group"),
        ("Children's Safeguarding Lead", "Children’s Safeguarding Lead"),
        ("Domestic Abuse Leau", "Domestic Abuse Lead"),
        ("Head of Rehabili- tation", "Head of Rehabilitation"),
        ("Diroctor of Estates", "Director of Estates"),
        ("Deputy Director, Probation Workforce Prograrnme",
         "Deputy Director Probation Workforce Programme"),
    ],
)  # fmt: skip
def test_one_post_spelt_in_two_ways_is_one_post(one: str, other: str) -> None:
    assert name_post(one).post_id == name_post(other).post_id


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Director, Rehabilitation", "Deputy Director, Rehabilitation"),
        ("Regional Probation Director, Wales", "Regional Probation Director, London"),
        ("Regional Probation Director, London", "Regional Probation Directors"),
        ("Domestic Abuse Lead", "Domestic Abuse Lead and Children's Safeguarding Lead"),
        ("Head of Unit 1", "Head of Unit 2"),
        ("Safeguarding Children Head", "Safeguarding Children Lead"),
        ("Deputy Director", "Deputy Director, Probation Workforce Programme"),
        ("Deputy Director, Police", "Deputy Director, Policy"),
        ("Deputy Director of Sentencing and Parole Policy, MOJ",
         "Deputy Director of Bail, Sentencing and Release Policy, MOJ"),
    ],
)  # fmt: skip
def test_posts_that_differ_in_more_than_spelling_stay_apart(one: str, other: str) -> None:
    assert name_post(one).post_id != name_post(other).post_id


def test_a_merge_beyond_spelling_rests_on_a_row_of_the_vocabulary() -> None:
    assert name_post("Director, OSAG") == name_post("Deputy Director, OSAG")
    (row,) = [row for row in ROWS if row["wording"] == "Director, OSAG"]
    assert "Deputy Director, OSAG" in row["reason"]
    assert name_post("Director, XYZ") != name_post("Deputy Director, XYZ")


def test_every_row_of_the_vocabulary_has_a_reason_and_names_the_post_of_its_label() -> None:
    for row in ROWS:
        assert row["reason"].strip(), row
        assert name_post(row["wording"]).label == row["label"]
        assert name_post(row["label"]) == name_post(row["wording"])
        assert (name_post(row["wording"]).unit or "") == row["unit"]


def test_no_wording_stands_twice_in_the_vocabulary() -> None:
    wordings = [row["wording"] for row in ROWS]
    assert len(set(wordings)) == len(wordings)


@pytest.mark.parametrize(
    ("owner", "label", "unit"),
    [
        ("Director Of Estates", "Director, Estates", "Estates"),
        ("Deputy Director, Courts and Custody group",
         "Deputy Director, Courts and Custody Group", "Courts and Custody Group"),
        ("Head of Healthcare", "Head of Healthcare", "Healthcare"),
        ("Regional Probation Director (Wales)", "Regional Probation Director, Wales", "Wales"),
        ("Governor", "Governor", None),
        ("GOVERNOR", "Governor", None),
        ("Head of Estates & Head of Safety", "Head of Estates and Head of Safety", None),
        ("Director, Estates / Director, Safety", "Director, Estates / Director, Safety", None),
        ("Custodial Manager, Safer Custody", "Custodial Manager, Safer Custody", "Safer Custody"),
    ],
)  # fmt: skip
def test_label_and_unit_come_from_the_wording_by_rule(
    owner: str, label: str, unit: str | None
) -> None:
    post = name_post(owner)
    assert (post.label, post.unit) == (label, unit)


def test_an_unknown_wording_makes_a_post_of_its_own() -> None:
    posts = assign_posts(["Keeper of the Keys", "Domestic Abuse Lead"])
    assert [post.label for post in posts.posts] == ["Domestic Abuse Lead", "Keeper of the Keys"]
    assert posts.post_of("Keeper of the Keys") == "keeper-keys"


def test_two_posts_in_one_breath_are_one_post_without_a_unit() -> None:
    (post,) = assign_posts(["Head of Estates & Head of Safety"]).posts
    assert (post.post_id, post.unit) == ("head-estates-and-head-safety", None)


def test_a_post_is_the_same_whichever_other_plans_are_there() -> None:
    one, others = "Director of Estates", ("DIRECTOR, ESTATES", "Governor")
    alone, together = assign_posts([one]), assign_posts([*others, one])
    assert set(alone.posts) <= set(together.posts)
    assert together == assign_posts([one, *others])


@given(st.lists(st.text(max_size=60), max_size=5))
def test_whatever_is_printed_every_owner_has_exactly_one_post(owners: list[str]) -> None:
    table = assign_posts(owners)
    ids = [post.post_id for post in table.posts]
    assert len(set(ids)) == len(ids)
    assert {table.post_of(owner) for owner in owners} == set(ids)
    assert all(re.fullmatch(r"[a-z0-9-]+", post_id) for post_id in ids)
