"""Parameters given on the command line, and the notebooks that have them."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plananalysis.running.parameters import (
    ParameterError,
    check_parameters,
    list_parameters,
    parse_parameters,
    write_assignments,
)


def notebook(source: str, tag: str = "parameters") -> dict[str, object]:
    return {"cells": [{"cell_type": "code", "source": source, "metadata": {"tags": [tag]}}]}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a=3", 3),
        ("a=2.5", 2.5),
        ("a=true", True),
        ('a="3"', "3"),
        ("a=recall timeliness", "recall timeliness"),
        ("a=2024-07-31", "2024-07-31"),
        ("a=b=c", "b=c"),
        ("a=", ""),
        ("a=NaN", "NaN"),
    ],
)
def test_a_value_is_json_or_else_the_text(text: str, value: object) -> None:
    (parsed,) = parse_parameters([text]).values()
    assert parsed == value and type(parsed) is type(value)


@pytest.mark.parametrize(
    "given",
    [["a"], ["=1"], ["a b=1"], ["a=1", "a=2"], ["a=[1]"], ["a={}"], ["a=null"], ["a=1e999"]],
)
def test_what_cannot_be_a_parameter_is_refused(given: list[str]) -> None:
    with pytest.raises(ParameterError):
        parse_parameters(given)


@given(st.text())
def test_a_value_is_never_code(text: str) -> None:
    try:
        parameters = parse_parameters([f"a={text}"])
    except ParameterError:
        return
    (statement,) = ast.parse(write_assignments(parameters)).body
    assert isinstance(statement, ast.Assign)
    assert ast.literal_eval(statement.value) == parameters["a"]


def test_a_notebook_has_what_its_tagged_cell_sets() -> None:
    source = "topic = 'recall'\nmonths: int = 12\nprint(topic)"
    assert list_parameters(notebook(source)) == ("topic", "months")
    assert list_parameters(notebook(source, tag="other")) == ()
    assert list_parameters(notebook("not python !")) == ()


def test_a_parameter_that_no_notebook_has_is_named_with_those_there_are() -> None:
    books = {"01.ipynb": notebook("x = 1"), "02.ipynb": notebook("y = 1")}
    check_parameters(books, {"x": 2, "y": 3})
    with pytest.raises(
        ParameterError, match=r"parameter z\. Known are, in 01\.ipynb: x; 02\.ipynb: y"
    ):
        check_parameters(books, {"z": 1})
    with pytest.raises(ParameterError, match="No notebook has any"):
        check_parameters({}, {"z": 1})
