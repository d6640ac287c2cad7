"""Plans that the project has not seen are read without a change of code, however exported.

Adding a case is adding a file: `tests/plans/NAME.txt`. What is expected of it is written beside it
on the first run, which fails until a person has held it against the text.
"""

from __future__ import annotations

import json
import re
import time
import tracemalloc
import zlib
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from plananalysis.errors import UnreadablePlanError
from plananalysis.reading import read_bytes, read_plan
from plananalysis.records import Plan

PLANS = sorted((Path(__file__).parent / "plans").glob("*.txt"))
THEMATIC = Path(__file__).parent / "plans" / "thematic-unpaid-work.txt"
PRISON = Path(__file__).parent / "plans" / "prison-inspection.txt"


def as_expected(plan: Plan) -> dict[str, Any]:
    """What the JSON beside a plan holds: the records, and the line and code of each fault."""
    record: dict[str, Any] = asdict(plan)
    for name in ("source_file", "source_sha256", "source_format"):
        del record[name]
    for recommendation in record["recommendations"]:
        for entry in recommendation["entries"]:
            if not entry["reports_on"]:  # Only a column of progress says it.
                del entry["reports_on"]
    record["faults"] = [f"{fault.line} {fault.code}" for fault in plan.faults]
    loaded: dict[str, Any] = json.loads(json.dumps(record))
    return loaded


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_a_plan_never_seen_is_read_as_a_person_reads_it(path: Path) -> None:
    found = as_expected(read_plan(path))
    beside = path.with_suffix(".json")
    if not beside.exists():
        beside.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        pytest.fail(f"{beside.name} is new: hold it against {path.name}, and run again")
    assert found == json.loads(beside.read_text(encoding="utf-8"))


def test_a_thematic_inspection_prints_the_totals_that_are_counted() -> None:
    plan = read_plan(THEMATIC)
    counted = [r.response for r in plan.recommendations]
    assert {total.response: total.printed for total in plan.printed_totals} == {
        "agreed": counted.count("agreed"),
        "partly agreed": counted.count("partly agreed"),
        "not agreed": counted.count("not agreed"),
        "total": len(counted),
    }


def test_a_prison_inspection_of_54_recommendations_is_numbered_by_section() -> None:
    plan = read_plan(PRISON)
    assert [r.number for r in plan.recommendations] == [f"5.{at}" for at in range(1, 55)]
    assert all(re.search(r"\((?:S|\d\.)\d+\)$", r.text) for r in plan.recommendations)
    assert {r.addressee for r in plan.recommendations[4:]} == {"the Governor"}
    assert {len(r.entries) for r in plan.recommendations} == {1}
    names = [fault.before for fault in plan.faults]
    assert names == [
        "Early days in custody",
        "Managing behaviour",
        "Daily life",
        "Education, skills and work activities",
    ]


def test_titles_without_colons_give_the_title_and_the_dates() -> None:
    plan = read_plan(PRISON)
    assert plan.title == "HMP Netherby: HMIP Inspection 23 April – 3 May 2019"
    assert (plan.submitted_on, plan.published_on) == ("2019-11-05", "2019-08-16")
    assert plan.updated_on is None


def test_a_reason_given_before_the_first_number_is_a_reason_of_the_response() -> None:
    third = read_plan(THEMATIC).recommendations[2]
    assert (third.response, third.reasons) == ("partly agreed", ("operational",))


def test_reading_twice_gives_the_same_plan() -> None:
    assert read_plan(THEMATIC) == read_plan(THEMATIC)


# --- exports of the same family ------------------------------------------------------------------


def straight(text: str) -> str:
    return " ".join(text.replace("’", "'").replace("“", '"').replace("”", '"').split())


def gist(plan: Plan) -> list[object]:
    """What a plan says, whatever its export looked like."""
    return [
        [plan.title, plan.submitted_on, plan.updated_on, plan.published_on],
        [(total.response, total.printed) for total in plan.printed_totals],
        [
            (
                r.number,
                r.addressee,
                straight(r.text),
                r.response,
                r.reasons,
                [
                    (e.kind, e.ref, e.as_of, straight(e.text), e.owners, e.targets, e.alignment)
                    for e in r.entries
                ],
            )
            for r in plan.recommendations
        ],
    ]


SOUND = THEMATIC.read_text(encoding="utf-8")
HEADER = next(line for line in SOUND.split("\n") if line.startswith("1. Rec No"))


def encoded(text: str) -> Plan:
    return read_bytes(text.encode(), "variant.txt")


def assert_same(variant: str) -> None:
    assert gist(encoded(variant)) == gist(encoded(SOUND))


def test_windows_line_ends_change_nothing() -> None:
    assert_same(SOUND.replace("\n", "\r\n"))


def test_old_line_ends_change_nothing() -> None:
    assert_same(SOUND.replace("\n", "\r"))


def test_line_numbers_are_the_same_under_any_line_end() -> None:
    lines = [[e.line_first for e in r.entries] for r in encoded(SOUND).recommendations]
    for end in ("\r\n", "\r"):
        variant = encoded(SOUND.replace("\n", end))
        assert [[e.line_first for e in r.entries] for r in variant.recommendations] == lines


def test_a_byte_order_mark_changes_nothing() -> None:
    assert gist(read_bytes(SOUND.encode("utf-8-sig"), "x.txt")) == gist(encoded(SOUND))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_with_its_mark_is_read(encoding: str) -> None:
    mark = {"utf-16": b"", "utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}[encoding]
    assert gist(read_bytes(mark + SOUND.encode(encoding), "x.txt")) == gist(encoded(SOUND))


def test_windows_1252_is_read_and_said() -> None:
    text = SOUND.replace("people who have", "people who’ve")
    plan = read_bytes(text.encode("cp1252"), "x.txt")
    assert gist(plan) == gist(encoded(text))
    assert "encoding" in {fault.code for fault in plan.faults}


def test_no_break_spaces_change_nothing() -> None:
    assert_same(re.sub(r"(?<=\w) (?=\w)", "\u00a0", SOUND))


def test_curly_quotes_change_nothing_but_themselves() -> None:
    quoted = SOUND.replace("operating model", "'operating model'")
    assert gist(encoded(quoted.replace(" '", " ‘").replace("'", "’"))) == gist(
        encoded(quoted.replace(" '", " ‘").replace("l'", "l’"))
    )
    assert_same(SOUND.replace("(see categorisations below)", "(see ‘categorisations’ below)"))


def test_a_header_repeated_on_every_page_is_furniture() -> None:
    assert_same(SOUND.replace("\n\n\t\t\tunions.", f"\n\n{HEADER}\n\t\t\tunions."))


@pytest.mark.parametrize(
    "header",
    [
        "Rec No\tRecommendation\tAgreed/Partly Agreed/Not Agreed\tResponse Action Taken/Planned\t"
        "Responsible Owner\tTarget Date",
        "No.\tRecommendations\tResponse\tAction\tLead\tDeadline",
        "Ref\tRecommendation\tAccepted / Partly Accepted / Not Accepted\tActions\tAction owner\t"
        "Due date",
        "Rec. No\tRecommendation text\tAgreed Y/N\tAction planned\tResponsibility\tTimescale",
    ],
)
def test_a_header_in_other_words_names_the_same_columns(header: str) -> None:
    assert_same(SOUND.replace(HEADER, header))


def test_a_plan_without_its_header_is_read() -> None:
    assert_same(SOUND.replace(HEADER + "\n", ""))


@pytest.mark.parametrize("order", [(0, 1, 2, 4, 3, 5), (0, 1, 3, 2, 4, 5), (0, 1, 2, 3, 5, 4)])
def test_columns_may_stand_in_another_order(order: tuple[int, ...]) -> None:
    def turned(line: str) -> str:
        cells = line.split("\t")
        return "\t".join(cells[at] for at in order) if len(cells) == 6 else line

    assert_same("\n".join(map(turned, SOUND.split("\n"))))


@pytest.mark.parametrize(
    "wording",
    [
        "Progress update (March 2025)",
        "PROGRESS AGAINST COMMITMENTS – MARCH 2025",
        "Progress against the commitments (Mar 2025)",
        "Update on progress: March 2025",
        "Update (March 2025)",
        "Progress as at March 2025",
        "Progress – 31 March 2025",
        "March 2025 update",
        "<b><u>Progress against commitments (March 2025)</u></b>",
        "**Progress update (03/2025)**",
        "\t\t\tProgress against commitments (March 2025)\t\t",
    ],
)
def test_a_progress_heading_in_other_words_gives_its_month(wording: str) -> None:
    assert_same(SOUND.replace("Progress against commitments (March 2025)", wording))


def test_a_progress_heading_with_a_season_states_no_month_and_a_fault_keeps_it() -> None:
    plan = encoded(SOUND.replace("commitments (March 2025)", "commitments (Spring 2025)"))
    progress = [e for r in plan.recommendations for e in r.entries if e.kind == "progress"]
    assert len(progress) == 8
    assert {entry.as_of for entry in progress} == {None}
    stated = [fault.before for fault in plan.faults if fault.code == "month_not_stated"]
    assert set(stated) == {"Spring 2025"}
    assert "heading_cut" not in {fault.code for fault in plan.faults}


def test_trailing_cells_may_be_missing_or_too_many() -> None:
    table = SOUND.index(HEADER)
    front, body = SOUND[:table], SOUND[table:]
    assert_same(front + re.sub(r"\t+(?=\n)", "", body))
    assert_same(front + re.sub(r"(?<=\S)(?=\n\t\t\t)", "\t\t\t", body))


def test_shortened_months_mean_the_same_month() -> None:
    short = encoded(
        SOUND.replace("\tJune 2024", "\tJun. 2024").replace("September 2024", "Sept 24")
    )
    targets = [target for e in short.recommendations[0].entries[:2] for target in e.targets]
    assert [target.edtf for target in targets] == ["2024-06", "2024-09"]


@pytest.mark.parametrize(
    "line", ["Page 3 of 9", "3", "OFFICIAL", "Official - Sensitive", "3 | Page"]
)
def test_page_furniture_between_rows_is_no_text_of_an_entry(line: str) -> None:
    assert_same(SOUND.replace("\n\n\t\t\tunions.", f"\n{line}\n\n\t\t\tunions."))


def test_a_line_that_may_be_the_name_of_a_section_is_said() -> None:
    plan = encoded(SOUND.replace("2\tReview", "Working with others\n2\tReview"))
    assert gist(plan) == gist(encoded(SOUND))
    assert [f.before for f in plan.faults if f.code == "section_name"] == ["Working with others"]


@pytest.mark.parametrize("tags", ["none", "paragraphs", "bold"])
def test_tags_carry_no_words(tags: str) -> None:
    if tags == "paragraphs":
        assert_same(re.sub(r"(?m)^\t\t\t(\d\.\d [^\t\n]*)", r"\t\t\t<p>\1</p>", SOUND))
    elif tags == "bold":
        assert_same(
            re.sub(r"(?m)^(\d)\t", r"<b>\1</b>\t", SOUND).replace("Head of", "<b>Head</b> of")
        )
    else:
        assert_same(SOUND.replace("<sup>th</sup>", "th"))


def test_every_row_may_be_parted_by_a_blank_line() -> None:
    table = SOUND.index(HEADER)
    assert_same(SOUND[:table] + SOUND[table:].replace("\n", "\n\n"))


@pytest.mark.parametrize("prefix", ["R", "Rec ", "Recommendation "])
def test_numbers_may_carry_a_word(prefix: str) -> None:
    plan = encoded(re.sub(r"(?m)^(\d)\t", rf"{prefix}\1\t", SOUND))
    assert gist(plan) == gist(encoded(SOUND))
    assert not [fault for fault in plan.faults if fault.code in ("scrap", "number_lost", "unread")]


def test_numbers_may_carry_a_letter() -> None:
    plan = encoded(
        re.sub(r"(?m)^([45])\t", r"4\1\t", SOUND).replace("44\t", "4a\t").replace("45\t", "4b\t")
    )
    assert [r.number for r in plan.recommendations] == ["1", "2", "3", "4a", "4b", "6"]


def test_older_plans_accept_instead_of_agreeing() -> None:
    front, _, body = SOUND.partition(HEADER)
    assert_same(
        front
        + HEADER
        + body.replace("Agreed", "Accepted").replace("Not Accepted\tThe", "Rejected\tThe")
    )


def test_what_stands_behind_the_closing_table_is_said_and_harms_no_total() -> None:
    plan = encoded(SOUND + "\n© Crown copyright 2025\nWrite to us at the address below.\n")
    assert gist(plan) == gist(encoded(SOUND))
    unread = [fault.before for fault in plan.faults if fault.code == "unread"]
    assert unread == ["© Crown copyright 2025", "Write to us at the address below."]


@pytest.mark.parametrize("mark", ["N/A", "-", "TBC", "n/a"])
def test_a_cell_that_says_it_is_empty_makes_no_action_and_no_owner(mark: str) -> None:
    fifth = next(line for line in SOUND.split("\n") if line.startswith("5\t"))
    cells = fifth.split("\t")
    plan = encoded(SOUND.replace(fifth, "\t".join([*cells[:3], mark, mark, mark])))
    assert plan.recommendations[4].entries == ()
    said = [fault for fault in plan.faults if fault.code == "empty_cell"]
    assert [fault.before for fault in said] == [f"{mark} | {mark} | {mark}"]


def test_two_months_of_progress_stand_under_one_recommendation() -> None:
    heading = "Progress against commitments (October 2025)\n"
    report = "\t\t\t4.1 Still so.\tHead of Performance Analysis\tComplete\n"
    plan = encoded(SOUND.replace("5\tGive", heading + report + "5\tGive"))
    assert [e.as_of for e in plan.recommendations[3].entries] == [None, "2025-03", "2025-10"]


def test_progress_before_any_recommendation_is_a_fault_and_not_an_entry() -> None:
    heading = "Progress against commitments (March 2025)\n"
    report = "\t\t\tSomething was done.\tHead of Unpaid Work\tComplete\n"
    plan = encoded(SOUND.replace(HEADER + "\n", HEADER + "\n" + heading + report))
    assert gist(plan) == gist(encoded(SOUND))
    assert {"Something was done.", "Head of Unpaid Work", "Complete"} <= {
        fault.before for fault in plan.faults if fault.code == "unread"
    }


def test_a_plan_of_one_recommendation_is_a_plan() -> None:
    start, end = SOUND.index("2\tReview"), SOUND.index("\nRecommendations\t")
    plan = encoded(SOUND[:start] + SOUND[end:])
    assert [r.number for r in plan.recommendations] == ["1"]
    assert len(plan.recommendations[0].entries) == 4


# --- bad input -----------------------------------------------------------------------------------

BAD: dict[str, bytes] = {
    "empty": b"",
    "only white space": b" \n\t \r\n",
    "only a byte order mark": b"\xef\xbb\xbf",
    "a PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n",
    "a zip, as of Word": b"PK\x03\x04\x14\x00\x06\x00\x08\x00word/document.xml",
    "an old Word file": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(range(256)),
    "a picture": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "compressed bytes": zlib.compress(SOUND.encode())[2:],
    "zeros": bytes(10_000),
    "UTF-16 without its mark": SOUND.encode("utf-16-le"),
    "UTF-16 cut in a letter": SOUND.encode("utf-16")[:-1],
    "a letter": b"Dear Governor,\n\nThank you for the plan. It is agreed.\n\nYours\n",
    "a table of something else": b"Name\tAge\tTown\nJane\t41\tLeeds\nAhmed\t37\tHull\n",
    "only tags": b"<p></p><b></b>\n",
    "a header and no rows": HEADER.encode(),
}


@pytest.mark.parametrize("data", BAD.values(), ids=BAD)
def test_bad_input_gives_one_clear_line(data: bytes) -> None:
    with pytest.raises(UnreadablePlanError) as raised:
        read_bytes(data, "bad.txt")
    message = str(raised.value)
    assert message.startswith("bad.txt")
    assert "\n" not in message
    assert raised.value.advice.endswith(".")


def test_a_folder_gives_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(UnreadablePlanError, match="this is a folder"):
        read_plan(tmp_path)


def test_a_missing_file_gives_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(UnreadablePlanError, match=r"plan\.txt: the file cannot be opened"):
        read_plan(tmp_path / "plan.txt")


def test_an_unreadable_file_gives_one_clear_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "plan.txt"
    path.write_text(SOUND, encoding="utf-8")

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(UnreadablePlanError, match="Permission denied"):
        read_plan(path)


@pytest.mark.parametrize("share", [0.3, 0.45, 0.6, 0.75, 0.9])
def test_half_a_table_gives_the_recommendations_before_the_cut(share: float) -> None:
    table = SOUND.index(HEADER) + len(HEADER)
    half = SOUND[: table + int((len(SOUND) - table) * share)]
    whole, read = encoded(SOUND).recommendations, encoded(half).recommendations
    kept = len(read) - 1
    assert [r.number for r in read] == [r.number for r in whole[: len(read)]]
    assert [r.text for r in read[:kept]] == [r.text for r in whole[:kept]]
    assert "totals_missing" in {fault.code for fault in encoded(half).faults}


def in_table(action: str) -> str:
    return SOUND.replace("Regional teams will report", action + " Regional teams will report")


LARGE = 5_000_000  # bytes: a gigabyte is this two hundred times, and the cost is linear
HUGE: dict[str, Callable[[], str]] = {
    "a line of 5 MB without a space": lambda: in_table("x" * LARGE),
    "a line of 5 MB of words": lambda: in_table("word " * (LARGE // 5)),
    "5 MB of spaces": lambda: in_table("x" + " " * LARGE),
    "5 MB of no-break spaces": lambda: in_table("x" + "\u00a0" * (LARGE // 2)),
    "1 MB of a sentence said over and over": lambda: in_table("It was done again. " * 50_000),
    "100,000 cells in a row": lambda: SOUND.replace(HEADER, HEADER + "\n" + "x\t" * 100_000),
    "tags nested 100,000 deep": lambda: in_table("<p><b>" * 100_000 + "</b></p>" * 100_000),
    "brackets never closed": lambda: in_table("<a [b](" * 50_000),
    "NULs in a cell": lambda: in_table("\0" * 10),
    "100,000 blank lines": lambda: SOUND.replace(HEADER, "\n" * 100_000 + HEADER),
    "5 MB and no table": lambda: "word " * (LARGE // 5),
    "only tabs": lambda: "\t" * LARGE,
}
# Far above what any of them takes (8 s on a slow machine), far below a runaway pattern.
MOST_SECONDS = 60


@pytest.mark.parametrize("make", HUGE.values(), ids=HUGE)
def test_huge_input_takes_bounded_time(make: Callable[[], str]) -> None:
    data = make().encode()
    began = time.monotonic()
    try:
        plan = read_bytes(data, "huge.txt")
    except UnreadablePlanError as error:
        assert "\n" not in str(error)
    else:
        assert [r.number for r in plan.recommendations][-5:] == ["2", "3", "4", "5", "6"]
    assert time.monotonic() - began < MOST_SECONDS


def test_memory_grows_with_the_input_and_no_faster() -> None:
    peaks = []
    for size in (50_000, 200_000):
        data = in_table("word " * (size // 5)).encode()
        tracemalloc.start()
        read_bytes(data, "large.txt")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 6 * peaks[0]


def test_a_report_within_an_action_s_text_is_no_promise() -> None:
    plan = read_bytes(
        b"Rec No\tRecommendation\tAgreed/Partly Agreed/Not Agreed\tResponse\tOwner\tTarget Date\n"
        b"1\tReview how cases are allocated\tAgreed\t1.1 Staff will be trained. Update May 2024:"
        b" All were trained by March 2024. 1.2 Cases will be audited.\tHead of Courts\t"
        b"<p>Complete</p><p>June 2024</p>\n",
        "example.txt",
    )
    (recommendation,) = plan.recommendations
    assert [
        (entry.kind, entry.ref, entry.as_of, entry.text, [one.state for one in entry.targets])
        for entry in recommendation.entries
    ] == [
        ("action", "1.1", None, "Staff will be trained.", ["none"]),
        ("action", "1.2", None, "Cases will be audited.", ["dated"]),
        ("progress", None, "2024-05", "All were trained by March 2024.", ["complete"]),
    ]
    assert recommendation.entries[2].reports_on == (1,)
    assert not [fault for fault in plan.faults if fault.code == "unread"]


def test_what_an_action_says_of_a_month_to_come_is_no_report() -> None:
    text = "A review will be held. Update June 2024: the policy will be revised by then."
    plan = read_bytes(
        (
            "Action Plan Updated: 12 May 2024\n"
            "No\tRecommendation\tResponse\tAction\tOwner\tTarget Date\n"
            f"1\tReview how cases are allocated\tAgreed\t{text}\tHead of Courts\tJuly 2024\n"
        ).encode(),
        "example.txt",
    )
    (entry,) = plan.recommendations[0].entries
    assert (entry.kind, entry.text, entry.alignment) == ("action", text, "certain")


@pytest.mark.parametrize(
    ("again", "text"),
    [
        ("Make sure that every case is assessed by", "Make sure that every case is assessed by"),
        ("a manager.", "Make sure that every case is assessed by a manager."),
    ],
)
def test_a_merged_cell_printed_again_opens_no_recommendation(again: str, text: str) -> None:
    plan = read_bytes(
        (
            "No\tRecommendation\tAction\tOwner\tTarget Date\n"
            "1\tMake sure that every case is assessed by\tA policy will be issued to all.\t"
            "Head of Courts\tMay 2024\n"
            f"1\t{again}\tStaff will be trained in its use.\tHead of Training\tJune 2024\n"
            "2\tShare what is known with the police.\tIt will be shared.\tHead of Risk\tMay 2024\n"
        ).encode(),
        "example.txt",
    )
    assert [(one.text, len(one.entries)) for one in plan.recommendations] == [
        (text, 2),
        ("Share what is known with the police.", 1),
    ]


def test_concerns_without_responses_are_numbered_in_any_order() -> None:
    plan = read_bytes(
        b"Concern No\tConcern\tResponse: Action Taken/Planned\tResponsible Owner\tTarget Date\n"
        b"PC1\tDrug use was widespread.\tA meeting is held.\tHead of Security\tComplete\n"
        b"PC2\tFew had a key worker.\tKey work will be given.\tHead of OMU\tMay 2025\n"
        b"PC3\tWork was scarce.\tWork will be found.\tHead of Work\tMay 2025\n"
        b"KC3\tFood was of poor quality.\tMenus will be changed.\tHead of Residence\tJune 2025\n",
        "example.txt",
    )
    assert [(one.text, len(one.entries)) for one in plan.recommendations] == [
        ("Drug use was widespread.", 1),
        ("Few had a key worker.", 1),
        ("Work was scarce.", 1),
        ("Food was of poor quality.", 1),
    ]
