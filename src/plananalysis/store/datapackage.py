"""What the exported CSV files hold, told to programs: a Frictionless descriptor and the licence."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from plananalysis import __version__
from plananalysis.store.dictionary import Column, load_dictionary
from plananalysis.store.relations import Relation

LICENCE = {
    "name": "OGL-UK-3.0",
    "title": "Open Government Licence v3.0",
    "path": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
}
ATTRIBUTION = "Contains public sector information licensed under the Open Government Licence v3.0."

TYPES: Mapping[str, str] = {
    "BIGINT": "integer",
    "INTEGER": "integer",
    "HUGEINT": "integer",
    "DOUBLE": "number",
    "BOOLEAN": "boolean",
    "DATE": "date",
}


def describe_package(relations: Sequence[Relation]) -> str:
    """The descriptor of a data package of these relations; the dictionary says what fields mean."""
    descriptor = {
        "name": "plananalysis",
        "title": "Action plans: tables and measures",
        "version": __version__,
        "licenses": [LICENCE],
        "contributors": [{"title": "Ministry of Justice", "role": "publisher"}],
        "resources": [_resource(relation) for relation in relations],
    }
    return json.dumps(descriptor, indent=2, ensure_ascii=False) + "\n"


def _resource(relation: Relation) -> dict[str, object]:
    table = load_dictionary().tables.get(relation.name)
    described = {column.name: column for column in table.columns} if table else {}
    schema: dict[str, object] = {
        "fields": [
            _field(
                name, data_type, described.get(name), in_key=name in (table.key if table else ())
            )
            for name, data_type in relation.columns
        ],
        "missingValues": [""],
    }
    if table:
        schema["primaryKey"] = list(table.key)
    return {
        "name": relation.name.replace("_", "-"),
        "path": f"{relation.name}.csv",
        "profile": "tabular-data-resource",
        "description": f"A row is {table.row}." if table else "A measure: see the methodology.",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _field(name: str, data_type: str, column: Column | None, *, in_key: bool) -> dict[str, object]:
    kind = "number" if data_type.startswith("DECIMAL") else TYPES.get(data_type, "string")
    field: dict[str, object] = {"name": name, "type": kind}
    if column is not None:
        field["description"] = column.meaning
        if not column.nullable and (in_key or kind != "string"):
            field["constraints"] = {"required": True}
    if kind == "boolean":
        field |= {"trueValues": ["True"], "falseValues": ["False"]}
    return field
