from __future__ import annotations

import pytest
from handmade import make_plan, make_recommendation

from plananalysis.linking.reconciliation import (
    Reconciliation,
    Total,
    as_faults,
    outline_plan,
    reconcile,
)
from plananalysis.records import Plan, PrintedTotal


def check(plan: Plan) -> Reconciliation:
    return reconcile(outline_plan("p", plan))


def codes(plan: Plan) -> list[tuple[str, bool]]:
    return [(finding.code, finding.is_failure) for finding in check(plan).findings]


def with_numbers(*numbers: str, total: int | None = None) -> Plan:
    recs = tuple(make_recommendation(i, number=n) for i, n in enumerate(numbers, start=1))
    rows = (PrintedTotal("agreed", len(recs)), PrintedTotal("total", total or len(recs)))
    return make_plan(recommendations=recs, printed_totals=rows)


def test_a_plan_that_holds_what_it_prints_reconciles() -> None:
    result = check(make_plan())
    assert result.is_reconciled
    assert result.findings == ()
    assert result.totals == (
        Total("agreed", 2, 2),
        Total("partly agreed", 0, 0),
        Total("not agreed", 0, 0),
        Total("total", 2, 2),
    )


def test_a_total_that_differs_does_not_reconcile() -> None:
    plan = make_plan(printed_totals=(PrintedTotal("agreed", 2), PrintedTotal("total", 3)))
    result = check(plan)
    assert not result.is_reconciled
    assert [finding.message for finding in result.findings] == [
        "the closing table prints 3 for 'total', 2 were read"
    ]


def test_agreed_in_principle_counts_as_agreed_where_no_row_of_its_own_is_printed() -> None:
    recs = (make_recommendation(1), make_recommendation(2, response="agreed in principle"))
    rows = (PrintedTotal("agreed", 2), PrintedTotal("total", 2))
    result = check(make_plan(recommendations=recs, printed_totals=rows))
    assert result.is_reconciled
    assert result.totals[0] == Total("agreed", 2, 2)


def test_agreed_in_principle_counts_in_its_own_row_where_one_is_printed() -> None:
    recs = (make_recommendation(1), make_recommendation(2, response="agreed in principle"))
    rows = (
        PrintedTotal("agreed", 1),
        PrintedTotal("agreed in principle", 1),
        PrintedTotal("total", 2),
    )
    result = check(make_plan(recommendations=recs, printed_totals=rows))
    assert result.is_reconciled
    assert result.totals[1] == Total("agreed in principle", 1, 1)


def test_a_response_without_a_printed_row_does_not_reconcile() -> None:
    recs = (make_recommendation(1), make_recommendation(2, response="not agreed"))
    rows = (PrintedTotal("agreed", 1), PrintedTotal("total", 2))
    plan = make_plan(recommendations=recs, printed_totals=rows)
    assert codes(plan) == [("total_row_missing", True)]


def test_a_row_printed_twice_is_held_to_the_first() -> None:
    rows = (PrintedTotal("agreed", 2), PrintedTotal("total", 2), PrintedTotal("total", 9))
    assert check(make_plan(printed_totals=rows)).totals == (
        Total("agreed", 2, 2),
        Total("total", 2, 2),
    )


def test_without_a_printed_total_nothing_is_confirmed() -> None:
    assert codes(make_plan(printed_totals=())) == [("totals_missing", True)]


def test_a_gap_in_the_numbers_fails_unless_the_printed_total_confirms_the_count() -> None:
    assert codes(with_numbers("1", "3", total=3)) == [
        ("total_differs", True),
        ("number_gap", True),
    ]
    assert codes(with_numbers("4", "5", "7")) == [("number_gap", False)]
    assert check(with_numbers("4", "5", "7")).findings[0].message == (
        "of the numbers 1 to 7, 1, 2, 3, 6 stand nowhere"
    )


def test_numbers_of_paragraphs_may_skip_but_not_fall_or_repeat() -> None:
    assert codes(with_numbers("5.2", "5.9", "5.12", "6.1")) == []
    assert codes(with_numbers("5.12", "5.9")) == [("number_disordered", True)]
    assert codes(with_numbers("5.9", "5.9")) == [("number_repeated", True)]


def test_numbers_are_ordered_as_numbers_not_as_text() -> None:
    assert codes(with_numbers(*map(str, range(1, 12)))) == []
    assert codes(with_numbers("1a", "1b", "2")) == []


@pytest.mark.parametrize("number", ["", "one", "5.", "1 2", "9" * 5000])
def test_what_is_no_number_is_said(number: str) -> None:
    assert ("number_unclear", True) in codes(with_numbers("1", number))


def test_a_vast_number_costs_no_time() -> None:
    assert codes(with_numbers("1", "999999")) == [("number_gap", False)]


def test_a_recommendation_without_response_or_entries_does_not_reconcile() -> None:
    recs = (make_recommendation(1, response=None, entries=()),)
    rows = (PrintedTotal("total", 1),)
    plan = make_plan(recommendations=recs, printed_totals=rows)
    assert codes(plan) == [("no_response", True), ("entries_missing", True)]


def test_a_plan_without_recommendations_does_not_reconcile() -> None:
    plan = make_plan(recommendations=(), printed_totals=(PrintedTotal("total", 0),))
    assert codes(plan) == [("no_recommendations", True)]


def test_findings_become_faults_with_the_line_they_are_about() -> None:
    (fault,) = as_faults(check(with_numbers("2", "1")))
    assert (fault.code, fault.line, fault.is_repaired) == ("number_disordered", 20, False)


def test_a_row_that_answers_several_recommendations_counts_as_several() -> None:
    recs = tuple(make_recommendation(i, number=n) for i, n in enumerate(("1", "2 & 3", "4"), 1))
    rows = (PrintedTotal("agreed", 4), PrintedTotal("total", 4))
    result = check(make_plan(recommendations=recs, printed_totals=rows))
    assert result.is_reconciled
    assert result.findings == ()


def test_a_number_of_a_group_that_is_printed_again_is_said() -> None:
    assert ("number_repeated", True) in codes(with_numbers("1-3", "3", total=4))
