"""Parameters of notebooks, as papermill has them: a cell tagged `parameters` sets what may be set.

What is given on the command line goes into a cell of its own behind that one.
"""

from __future__ import annotations

import ast
import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from plananalysis.errors import PlanAnalysisError

Value = str | int | float | bool
TAG, INJECTED = "parameters", "injected-parameters"


class ParameterError(PlanAnalysisError):
    """A parameter that cannot be used; the text says why, and what can."""


def parse_parameters(given: Sequence[str]) -> dict[str, Value]:
    """Values by name, of texts `name=value`; a value is JSON, or else the text itself.

    Raises ParameterError for what is not of that form, given twice, or a list, an object, `null`
    or a number that Python cannot write.
    """
    parameters: dict[str, Value] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not name.isidentifier():
            raise ParameterError(f"'{text}' is no parameter. Write --parameter name=value.")
        if name in parameters:
            raise ParameterError(f"The parameter {name} is given twice. Give it once.")
        parameters[name] = _parse(name, value)
    return parameters


def list_parameters(notebook: Mapping[str, Any]) -> tuple[str, ...]:
    """The names that the tagged cells of a notebook set, in their order."""
    return tuple(
        target.id
        for cell in notebook.get("cells", ())
        if _is_tagged(cell)
        for target in _targets(_source(cell))
    )


def select_parameters(
    notebook: Mapping[str, Any], parameters: Mapping[str, Value]
) -> dict[str, Value]:
    """Those of the parameters that a notebook has, in the notebook's order."""
    return {name: parameters[name] for name in list_parameters(notebook) if name in parameters}


def check_parameters(
    notebooks: Mapping[str, Mapping[str, Any]], parameters: Mapping[str, Value]
) -> None:
    """Raise ParameterError where a parameter is one that none of the notebooks has."""
    known = {name: list_parameters(notebook) for name, notebook in notebooks.items()}
    for name in parameters:
        if not any(name in names for names in known.values()):
            has = "; ".join(f"{book}: {', '.join(names)}" for book, names in known.items() if names)
            raise ParameterError(
                f"No notebook has a parameter {name}. "
                + (f"Known are, in {has}." if has else "No notebook has any.")
            )


def write_assignments(parameters: Mapping[str, Value]) -> str:
    """The source of the cell that sets the parameters."""
    return "\n".join(f"{name} = {value!r}" for name, value in parameters.items())


def find_place(cells: Sequence[Mapping[str, Any]]) -> int:
    """Where the cell that sets parameters goes: behind the last tagged one."""
    return max((place + 1 for place, cell in enumerate(cells) if _is_tagged(cell)), default=0)


def _parse(name: str, text: str) -> Value:
    try:
        value = json.loads(text, parse_constant=str)
    except (json.JSONDecodeError, RecursionError):
        return text
    if not isinstance(value, str | int | float) or (
        isinstance(value, float) and not math.isfinite(value)
    ):
        raise ParameterError(
            f"The parameter {name} cannot be {text}. Give a text, a number, true or false."
        )
    return value


def _is_tagged(cell: Mapping[str, Any]) -> bool:
    about = cell.get("metadata")
    tags = about.get("tags") if isinstance(about, Mapping) else None
    return cell.get("cell_type") == "code" and isinstance(tags, list) and TAG in tags


def _source(cell: Mapping[str, Any]) -> str:
    # A notebook on disk has lines, one in memory a text.
    return "".join(map(str, cell.get("source", "")))


def _targets(source: str) -> list[ast.Name]:
    try:
        statements = ast.parse(source).body
    except (SyntaxError, ValueError):
        return []
    found: list[ast.expr] = []
    for statement in statements:
        if isinstance(statement, ast.Assign):
            found += statement.targets
        elif isinstance(statement, ast.AnnAssign):
            found.append(statement.target)
    return [target for target in found if isinstance(target, ast.Name)]
