"""The codebook file: what a phrase means, and how a mistake is refused."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from plananalysis.errors import VocabularyError
from plananalysis.themes.codebook import (
    DEFAULT_CODEBOOK,
    FACETS,
    MOST_CODES,
    OTHER,
    load_codebook,
)
from plananalysis.themes.codebook.patterns import (
    GAP_WORDS,
    PatternError,
    compile_pattern,
    find_words,
    fold,
)
from plananalysis.themes.coding import Item, code_items

SMALL = """\
[words]
made = ["written", "publish*"]

[context]
purpose = ["so that"]

[[codes]]
facet = "topic"
code = "food"
label = "Food"
definition = "What is eaten."
phrases = ["meal", "meals"]

[[codes]]
facet = "lever"
code = "guidance"
label = "Guidance"
definition = "It is written."
phrases = ["{made} ... guidance"]
"""


def matched(phrase: str, text: str, **lists: list[str]) -> str | None:
    """What a phrase finds first in a text, in the text's own letters."""
    pattern = compile_pattern(phrase, lists)
    folded = fold(text)
    for start, _ in find_words(folded):
        found = pattern.regex.match(folded, start)
        if found:
            return text[slice(*found.span())]
    return None


@pytest.fixture
def refusal(tmp_path: Path) -> object:
    """What is said of a codebook in which some words are written otherwise."""

    def refuse(old: str, new: str) -> str:
        assert old in SMALL
        path = tmp_path / "mine.toml"
        path.write_text(SMALL.replace(old, new), encoding="utf-8")
        with pytest.raises(VocabularyError) as error:
            load_codebook(path)
        return str(error.value)

    return refuse


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("training", "New TRAINING began", "TRAINING"),
        ("training", "untrained, retraining", None),
        ("train", "training", None),
        ("enquir*", "made Enquiries of", "Enquiries"),
        ("(check|checks)", "safety checks", "checks"),
        ("child? safeguarding", "on safeguarding", "safeguarding"),
        ("child? safeguarding", "on child-safeguarding", "child-safeguarding"),
        (
            "domestic abuse (DA)? enquir*",
            "Domestic Abuse (DA) enquiries",
            "Domestic Abuse (DA) enq",
        ),
        ("guidance ... issued", "guidance was soon issued", "guidance was soon issued"),
        ("guidance ... issued", "guidance. It was issued", None),
        ("children's services", "Children’s Services", "Children’s Services"),
        ("pre sentence report", "pre‑sentence report", "pre‑sentence report"),
    ],
)
def test_a_phrase_finds(phrase: str, text: str, found: str | None) -> None:
    result = matched(phrase, text)
    assert result == found or (found and result and result.startswith(found))


def test_a_gap_holds_a_few_words_and_no_more() -> None:
    near = " ".join(["very"] * GAP_WORDS)
    assert matched("guidance ... issued", f"guidance {near} issued")
    assert not matched("guidance ... issued", f"guidance {near} very issued")


def test_a_gap_of_apostrophes_is_read_in_one_way_only() -> None:
    # Read in every way, these would take longer than any run of the tests.
    assert not matched("guidance ... issued", f"guidance {chr(39) * 200} sent")
    assert not matched("guidance ... issued", f"guidance {'a' + chr(39) * 2 + 'b' * 200} sent")
    assert not matched("guidance ... issued", "guidance " + "a'b" * 200 + " sent")
    assert matched("guidance ... issued", "guidance that wasn't 'issued' then")


def test_a_word_list_stands_for_each_of_its_words() -> None:
    assert matched("{made} guidance", "newly published guidance", made=["written", "publish*"])


def test_a_letter_that_grows_in_lower_case_moves_no_span() -> None:
    assert matched("training", "İİİ training") == "training"


@pytest.mark.parametrize(
    "phrase",
    [
        *("", "(check|checks", "check)", "(check|)", "... check", "check ...", "a ... (b)?"),
        *("a+", "{no}", "[a]", "en*", "child?", "(a)? (b)?", "* check", "?"),
    ],
)
def test_a_phrase_that_cannot_be_read_is_refused(phrase: str) -> None:
    with pytest.raises(PatternError):
        compile_pattern(phrase, {"made": ["written"]})


def test_the_codebook_has_the_topics_and_levers_that_the_project_agreed_on() -> None:
    codes = load_codebook().codes
    topics = [code.code for code in codes if code.facet == "topic"]
    levers = [code.code for code in codes if code.facet == "lever"]
    assert len(topics) == 17 + 1 and topics[-1] == OTHER
    assert levers == (
        "guidance training digital_tool monitoring_data assurance resourcing review communication "
        "partnership legislation".split()
    )


def test_every_code_says_what_it_covers() -> None:
    assert all(code.label and code.definition for code in load_codebook().codes)


def test_a_small_codebook_is_enough(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(SMALL, encoding="utf-8")
    text = "Guidance on meals was written. New guidance was published."
    codes = code_items([Item("a", text)], load_codebook(path))
    assert [(code.code, code.phrase) for code in codes] == [("food", "meals")]
    text = "We published the guidance."
    codes = code_items([Item("a", text)], load_codebook(path))
    assert [(code.code, code.phrase) for code in codes] == [("guidance", "published the guidance")]


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ('facet = "topic"', 'facet = "theme"', 8, "the facet 'theme' is unknown"),
        ('"meals"]', '""]', 12, "a phrase is empty"),
        ('"meals"]', '"(meals"]', 12, "'(meals' cannot be read: a bracket '(' is never closed"),
        ('"meals"]', '"{fare}"]', 12, "there is no word list 'fare' (known: made)"),
        ('"meals"]', '"meal"]', 12, "'meal' stands twice"),
        ('code = "food"', 'code = "Food stuff"', 9, "not in small letters"),
        ('label = "Food"\n', "", 7, "the code has no label"),
        ('["meal", "meals"]', "[]", 7, "the code 'food' has no phrases"),
        ('["meal", "meals"]', '"meal"', 11 + 1, "not a list of phrases"),
        ('purpose = ["so that"]', 'porpoise = ["so that"]', 5, "'porpoise' is unknown"),
        ('"written", "publish*"', '"written", "pu*"', 2, "'pu*' is too short"),
        ('"written", "publish*"', '"a ... b"', 2, "holds no gap"),
        ('"written", "publish*"', '"{made}"', 2, "there is no word list 'made'"),
        ('"meals"]', '"meals"]\nyields_to = ["drink"]', 13, "yields to 'drink', which is no topic"),
        ("[words]", "[words", 1, "not a TOML file"),
    ],
)  # fmt: skip
def test_a_mistake_is_refused_with_file_line_and_reason(
    refusal: object, old: str, new: str, line: int, reason: str
) -> None:
    said = refusal(old, new)  # type: ignore[operator]
    assert "mine.toml" in said
    assert f"line {line}" in said
    assert reason in said


def test_a_code_that_stands_twice_is_refused_where_it_stands_again(tmp_path: Path) -> None:
    again = '\n[[codes]]\nfacet = "topic"\ncode = "food"\nlabel = "F"\ndefinition = "F."\n'
    path = tmp_path / "mine.toml"
    path.write_text(SMALL + again + 'phrases = ["bread"]\n', encoding="utf-8")
    with pytest.raises(VocabularyError, match=r"mine\.toml, line 23: .*'food' stands already"):
        load_codebook(path)


@pytest.mark.parametrize("facet", FACETS)
def test_more_codes_than_the_database_can_hold_are_refused_where_they_begin(
    tmp_path: Path, facet: str
) -> None:
    def write(count: int) -> Path:
        # One of each facet stands in the small codebook.
        blocks = (
            f'\n[[codes]]\nfacet = "{facet}"\ncode = "c{n}"\nlabel = "L"\ndefinition = "D."\n'
            f'phrases = ["word{n}"]\n'
            for n in range(2, count + 1)
        )
        path = tmp_path / f"{count}.toml"
        path.write_text(SMALL + "".join(blocks), encoding="utf-8")
        return path

    codes = load_codebook(write(MOST_CODES)).codes
    assert len(codes) == MOST_CODES + 1
    ((bit,),) = duckdb.execute("SELECT 1::BIGINT << ($most - 1)", {"most": MOST_CODES}).fetchall()
    assert bit > 0
    line = len(write(MOST_CODES).read_text().splitlines()) + 4
    with pytest.raises(
        VocabularyError, match=rf"line {line}: 'c64' is one more than the 63"
    ) as told:
        load_codebook(write(MOST_CODES + 1))
    assert "Put its phrases under" in str(told.value)


def test_all_mistakes_of_a_file_are_told_in_one_go(refusal: object) -> None:
    said = refusal('["meal", "meals"]', '["", "(meal"]')  # type: ignore[operator]
    assert len(said.splitlines()) == 2


def test_a_new_topic_is_added_by_editing_the_file_alone(tmp_path: Path) -> None:
    text = "Each region will appoint a gardening instructor."
    before = code_items([Item("a", text)])
    assert "horticulture" not in {code.code for code in before}
    path = tmp_path / "codebook.toml"
    path.write_text(
        DEFAULT_CODEBOOK.read_text(encoding="utf-8") + '\n[[codes]]\nfacet = "topic"\n'
        'code = "horticulture"\nlabel = "Gardens"\ndefinition = "Work in gardens."\n'
        'phrases = ["garden*"]\n',
        encoding="utf-8",
    )
    after = code_items([Item("a", text)], load_codebook(path))
    assert [(code.code, code.phrase) for code in after if code.facet == "topic"] == [
        ("horticulture", "gardening")
    ]
