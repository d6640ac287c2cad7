"""Dates as plans print them, read into EDTF that is no more precise than what is printed."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plananalysis.dates.dategrammar import MONTHS
from plananalysis.dates.printed import bounds, find_dates, parse_day, parse_month


def found(text: str) -> list[str]:
    return [match.edtf for match in find_dates(text)]


@pytest.mark.parametrize(
    ("wording", "edtf"),
    [
        ("12th July 2023", "2023-07-12"),
        ("5 November 2019", "2019-11-05"),
        ("Wednesday 12 July 2023", "2023-07-12"),
        ("the 3rd of May 2024", "2024-05-03"),
        ("July 12, 2023", "2023-07-12"),
        ("31/03/2024", "2024-03-31"),
        ("31.03.2024", "2024-03-31"),
        ("12/3/24", "2024-03-12"),
        ("by 31.03.24.", "2024-03-31"),
        ("by 31/03/24.", "2024-03-31"),
        ("2023-03-31", "2023-03-31"),
        ("July 2023", "2023-07"),
        ("July, 2023", "2023-07"),
        ("JULY 2023", "2023-07"),
        ("July\n2023", "2023-07"),
        ("September2023", "2023-09"),
        ("Sept 2023", "2023-09"),
        ("Sep. 23", "2023-09"),
        ("Apr-24", "2024-04"),
        ("Dec 23", "2023-12"),
        ("30-Jun-24", "2024-06-30"),
        ("30-June-2024", "2024-06-30"),
        ("w/c 3 June 2024", "2024-06-03"),
        ("week commencing 3 June 2024", "2024-06-03"),
        ("Phase 2 June 2025", "2025-06"),
        ("Q4 24/25", "2025-01/2025-03"),
        ("Dec 2023/Jan 2024", "2023-12/2024-01"),
        ("Dec 23/Jan 24", "2023-12/2024-01"),
        ("June & September 2024", "2024-06/2024-09"),
        ("June or July 2024", "2024-06/2024-07"),
        ("Dec '23", "2023-12"),
        ("03/2024", "2024-03"),
        ("the end of July 2023", "2023-07"),
        ("end-March 2024", "2024-03"),
        ("the beginning of November 2023", "2023-11"),
        ("Spring 2024", "2024-21"),
        ("summer of 2024", "2024-22"),
        ("Autumn 2024", "2024-23"),
        ("Winter 2023/24", "2023-24"),
        ("2026", "2026"),
        ("early 2024", "2024"),
        ("mid-2024", "2024"),
        ("mid to late 2024", "2024"),
        ("the end of 2023", "2023"),
        ("late 2024", "2024"),
        ("the first half of 2024", "2024"),
        ("Q3 2024", "2024"),
        ("the first quarter of 2024", "2024"),
        ("Q3 2024/25", "2024-10/2024-12"),
        ("Q4 2024/25", "2025-01/2025-03"),
        ("Q1 - Q2 2024/25", "2024-04/2024-09"),
        ("Q3/Q4 2024/25", "2024-10/2025-03"),
        ("Q1/Q2 2024", "2024"),
        ("2023/24", "2023-04/2024-03"),
        ("2023/2024", "2023-04/2024-03"),
        ("2023-24", "2023-04/2024-03"),
        ("FY23/24", "2023-04/2024-03"),
        ("2024-2027", "2024/2027"),
        ("between May 2023 and June 2024", "2023-05/2024-06"),
        ("between March and May 2024", "2024-03/2024-05"),
        ("September - November 2023", "2023-09/2023-11"),
        ("September-November 2023", "2023-09/2023-11"),
        ("June/July 2024", "2024-06/2024-07"),
        ("from May 2023 until December 2024", "2023-05/2024-12"),
        ("November – February 2024", "2023-11/2024-02"),
        ("28 November – 10 December 2023", "2023-11-28/2023-12-10"),
        ("1-3 May 2024", "2024-05-01/2024-05-03"),
        ("Spring/Summer 2024", "2024-21/2024-22"),
    ],
)
def test_a_wording_is_read_as_precisely_as_it_is_printed(wording: str, edtf: str) -> None:
    assert found(wording) == [edtf]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "24/29",
        "24/7",
        "staff may 24 people",
        "2,023 learners",
        "£2024",
        "version 1.2.3",
        "40% of 512",
        "March and April",
        "by the end of March",
        "May 2O staff",
        "2023/29 and 29/2023",
        "31/31/2024",
    ],
)
def test_what_is_no_date_is_not_read_as_one(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("wording", "edtf"),
    [
        ("Marcl 2025", "2025-03"),
        ("Septembor 2023", "2023-09"),
        ("Septernber 2023", "2023-09"),
        ("Apri1 2024", "2024-04"),
        ("Ju1y 2024", "2024-07"),
        ("July 2O23", "2023-07"),
        ("Auturn 2024", "2024-23"),
        ("3O June 2O24", "2024-06-30"),
        ("3Oth June 2024", "2024-06-30"),
        ("l5 March 2024", "2024-03-15"),
        ("2l March 2024", "2024-03-21"),
    ],
)
def test_a_misread_letter_is_mended_and_flagged(wording: str, edtf: str) -> None:
    (match,) = find_dates(wording)
    assert (match.edtf, "misread_date" in match.faults) == (edtf, True)


@pytest.mark.parametrize("word", ["Match", "Marsh", "Sprint", "Winner", "Junk", "Act"])
def test_another_word_is_not_mended_into_a_month(word: str) -> None:
    assert found(f"{word} 2024") == ["2024"]


def test_figures_beside_a_misread_one_are_no_year() -> None:
    assert found("June 20Z4") == []
    assert found("Dec 23Complete") == ["2023-12"]


@pytest.mark.parametrize("text", ["I March 2024", "O March 2024", "all March 2024"])
def test_a_letter_alone_is_no_misread_day(text: str) -> None:
    assert found(text) == ["2024-03"]


def test_a_word_before_a_year_leaves_the_year_whole() -> None:
    assert found("Complete 2023/24") == ["2023-04/2024-03"]
    assert found("Grade 2024A") == []


def test_two_dates_side_by_side_are_two() -> None:
    assert found("September 2023 September 2023") == ["2023-09", "2023-09"]
    assert found("in October 2024, July 2025 and July 2026") == ["2024-10", "2025-07", "2026-07"]


def test_a_month_glued_behind_a_year_begins_a_date_of_its_own() -> None:
    assert found("April 2023June 2024") == ["2023-04", "2024-06"]


def test_a_day_that_its_month_has_not_leaves_the_month_and_a_fault() -> None:
    (match,) = find_dates("31 June 2023")
    assert (match.edtf, match.faults) == ("2023-06", ("impossible_day",))


def test_an_interval_is_never_turned_round() -> None:
    assert found("March 2024 - November 2023") == ["2024-03", "2023-11"]


def test_a_match_says_where_it_stands_and_what_stands_before_it() -> None:
    text = "It will be in place by the end of July 2023."
    (match,) = find_dates(text)
    assert text[match.start : match.end] == "the end of July 2023"
    assert (match.lead, match.qualifier) == ("by", "end")


@pytest.mark.parametrize(
    ("edtf", "first", "last"),
    [
        ("2023-03-31", date(2023, 3, 31), date(2023, 3, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023", date(2023, 1, 1), date(2023, 12, 31)),
        ("2024-21", date(2024, 3, 1), date(2024, 5, 31)),
        ("2024-22", date(2024, 6, 1), date(2024, 8, 31)),
        ("2024-23", date(2024, 9, 1), date(2024, 11, 30)),
        ("2024-24", date(2024, 12, 1), date(2025, 2, 28)),
        ("2023-04/2024-03", date(2023, 4, 1), date(2024, 3, 31)),
    ],
)
def test_bounds_are_the_first_and_last_day_that_it_can_mean(
    edtf: str, first: date, last: date
) -> None:
    assert bounds(edtf) == (first, last)


@pytest.mark.parametrize(
    "edtf", ["", "2023-13", "soon", "2023-25", "23-01", "2023-02-30", "/", "../2024"]
)
def test_bounds_refuse_what_is_no_date(edtf: str) -> None:
    with pytest.raises(ValueError):
        bounds(edtf)


def test_a_title_line_gives_its_one_day() -> None:
    assert parse_day("12 Month update Action Plan submitted: 22nd July 2024") == "2024-07-22"
    assert parse_day("Action Plan Submitted: 16 th January 2023") == "2023-01-16"
    assert parse_day("July 2024") is None
    assert parse_day("between 1 May 2024 or 2 May 2024") is None


def test_a_heading_gives_its_one_month() -> None:
    assert parse_month("Progress against commitments (January 2024)") == "2024-01"
    assert parse_month("Jan 24") == "2024-01"
    assert parse_month("(Marcl 2025)") == "2025-03"
    assert parse_month("12 July 2024") == "2024-07"
    assert parse_month("(July") is None
    assert parse_month("March 2024, June 2024") is None


_POINT = r"\d{4}(?:-(?:0[1-9]|1[0-2]|2[1-4])|-\d\d-\d\d)?"
LEVEL_1 = re.compile(rf"{_POINT}(?:/{_POINT})?")

days = st.dates(date(2005, 1, 1), date(2045, 12, 31))


@given(days, st.sampled_from(["{d} {m} {y}", "{d}th {m} {y}", "{d} of {m} {y}", "{m} {d}, {y}"]))
def test_a_day_reads_back_from_any_of_its_wordings(day: date, form: str) -> None:
    text = form.format(d=day.day, m=MONTHS[day.month - 1].title(), y=day.year)
    assert found(f"It was done on {text}.") == [day.isoformat()]


@given(days, st.sampled_from(["{d:02d}/{m:02d}/{y}", "{d}.{m}.{y}", "{y}-{m:02d}-{d:02d}"]))
def test_a_day_reads_back_from_figures(day: date, form: str) -> None:
    assert found(form.format(d=day.day, m=day.month, y=day.year)) == [day.isoformat()]


@given(days, days)
def test_a_period_reads_back_as_the_interval_of_its_months(one: date, other: date) -> None:
    first, last = sorted((one.replace(day=1), other.replace(day=1)))
    if first == last:
        last = (last + timedelta(days=31)).replace(day=1)
    text = f"from {first:%B} {first.year} to {last:%B} {last.year}"
    assert found(text) == [f"{first:%Y-%m}/{last:%Y-%m}"]


_PIECES = st.lists(
    st.sampled_from(
        "may March Sept. 31 30th 2023 2024/25 2O24 – - / to and between from until Q3 winter "
        "end of early 12/13/2024 1.1 , . ( ) \n Febuary 24 FY 99 0 the".split(" ")
    ),
    max_size=14,
).map(" ".join)


@given(st.one_of(st.text(), _PIECES))
def test_any_text_gives_valid_edtf_in_order_and_raises_nothing(text: str) -> None:
    end = 0
    for match in find_dates(text):
        first, last = bounds(match.edtf)
        assert first <= last
        assert end <= match.start < match.end <= len(text)
        assert LEVEL_1.fullmatch(match.edtf)
        end = match.end
    parse_day(text)
    parse_month(text)


@pytest.mark.parametrize("wording", ["1-3 May 2024", "July 2023", "2023/24", "Spring/Summer 2024"])
def test_an_independent_reader_of_edtf_takes_what_is_written(wording: str) -> None:
    edtf = pytest.importorskip("edtf")
    (match,) = find_dates(wording)
    assert str(edtf.parse_edtf(match.edtf)) == match.edtf


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("Septem- ber 2024", "2024-09"),
        ("Sept- ember 2024", "2024-09"),
        ("31 Decem-\nber 2024", "2024-12-31"),
        ("Novem ber 2024", "2024-11"),
        ("Win- ter 2024", "2024-24"),
        ("by Au gust 2024", "2024-08"),
    ],
)
def test_a_month_that_a_lines_end_breaks_is_read_and_said_to_be_mended(
    text: str, edtf: str
) -> None:
    (match,) = find_dates(text)
    assert (match.edtf, "misread_date" in match.faults) == (edtf, True)


@pytest.mark.parametrize("text", ["June for 2024", "March and 2024", "Act of 2024", "Sun set 2024"])
def test_two_words_before_a_year_are_no_broken_month(text: str) -> None:
    assert [match.edtf for match in find_dates(text)] == ["2024"]
