"""What the pages tell, read from the database in a few queries and grouped for the templates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Any

from plananalysis.analysis.plans import Plans, SourceError
from plananalysis.publishing.blocks import load_rules
from plananalysis.site.addresses import Addresses, anchor, make_addresses

Row = dict[str, Any]

# Raw lines this far apart are shown in one piece.
NEAR = 2


@dataclass(frozen=True, slots=True)
class Content:
    """Everything on plans, posts and codes. Rows are nested: plan → recommendation → entry.

    A recommendation carries `rows` (each action with the progress entries linked to it, then those
    linked to none), `codes`, `faults`, `others` (itself in other editions) and `lines` (raw lines);
    an entry its `owners`, `targets`, `dates` and, if an action, what became of its `promises`.
    """

    plans: tuple[Row, ...]
    posts: tuple[Row, ...]
    codes: tuple[Row, ...]
    addresses: Addresses
    as_of: str

    @property
    def recommendations(self) -> list[Row]:
        """The recommendations of all editions."""
        return [recommendation for plan in self.plans for recommendation in plan["recommendations"]]

    @property
    def speaking(self) -> list[Row]:
        """The editions that speak for their reviews."""
        return [plan for plan in self.plans if plan["is_latest"]]


def read_content(plans: Plans) -> Content:
    """Everything that pages of plans, recommendations, owners and codes show, as of their day."""
    day = _day(plans)
    found = _query(plans, "plans", day=day)
    recommendations = _group(_query(plans, "recommendations"), "plan_id")
    entries = _group(_query(plans, "entries"), "recommendation_id")
    shown = {
        rec["recommendation_id"]: rec for plan in found for rec in recommendations[plan["plan_id"]]
    }
    posts = [
        post | {"entries_n": post["entries"], "entries": []}
        for post in _rows(plans, "FROM owner_load_at($day)", day=day)
    ]
    codes = [
        code | {"items": []}
        for code in _rows(
            plans,
            "SELECT facet::VARCHAR AS facet, * EXCLUDE (facet) FROM codes ORDER BY facet, label",
        )
    ]
    sources = {plan["plan_id"]: _source(plans, plan["plan_id"]) for plan in found}
    addresses = make_addresses(
        [plan["plan_id"] for plan in found],
        {key: rec["plan_id"] for key, rec in shown.items()},
        {entry["entry_id"]: key for key in shown for entry in entries[key]},
        [post["post_id"] for post in posts],
        [(code["facet"], code["code"]) for code in codes],
        {key: len(lines) for key, (lines, _) in sources.items()},
    )
    _fill_entries(plans, day, [entry for key in shown for entry in entries[key]])
    coded = _group(_query(plans, "codes"), "recommendation_id")
    others = _group(_query(plans, "counterparts"), "recommendation_id")
    links = _group(_rows(plans, "FROM links ORDER BY ALL"), "action_id")
    faults = _group(
        _rows(plans, "FROM faults ORDER BY plan_id, line NULLS FIRST, position"), "plan_id"
    )
    totals = _group(
        _rows(
            plans,
            "SELECT plan_id, response::VARCHAR AS response, printed, counted FROM printed_totals "
            "ORDER BY plan_id, response = 'total', response",
        ),
        "plan_id",
    )
    rules = load_rules()
    for plan in found:
        key = plan["plan_id"]
        plan["recommendations"] = recommendations[key]
        plan["lines"], plan["source_problem"] = sources[key]
        plan["faults"] = [
            fault | {"meaning": rules.get(fault["code"], "")} for fault in faults[key]
        ]
        plan["totals"] = totals[key]
        plan["has_progress"] = any(
            entry["kind"] == "progress"
            for recommendation in recommendations[key]
            for entry in entries[recommendation["recommendation_id"]]
        )
        plan["editions"] = [one for one in found if one["review_id"] == plan["review_id"]]
        for recommendation in plan["recommendations"]:
            _fill_recommendation(
                recommendation, plan, entries[recommendation["recommendation_id"]], links
            )
            own = recommendation["recommendation_id"]
            recommendation["codes"] = coded[own]
            recommendation["others"] = [
                shown[other["other_id"]] for other in others[own] if other["other_id"] in shown
            ]
    _fill_groups(found, posts, codes)
    return Content(tuple(found), tuple(posts), tuple(codes), addresses, _speaks_for(found))


def _fill_entries(plans: Plans, day: date | str | None, entries: Iterable[Row]) -> None:
    """Gives each entry its owners, targets, dates and promises."""
    owners = _group(
        _rows(plans, "FROM entry_owners JOIN posts USING (post_id) ORDER BY entry_id, position"),
        "entry_id",
    )
    targets = _group(
        _rows(
            plans,
            "SELECT * REPLACE (state::VARCHAR AS state, recurs::VARCHAR AS recurs) "
            "FROM entry_targets ORDER BY entry_id, position",
        ),
        "entry_id",
    )
    dates = _group(
        _rows(
            plans,
            "SELECT * REPLACE (event::VARCHAR AS event) FROM entry_dates "
            "ORDER BY entry_id, position",
        ),
        "entry_id",
    )
    promises = _group(_query(plans, "promises", day=day), "entry_id")
    for entry in entries:
        key = entry["entry_id"]
        entry["owners"], entry["targets"] = owners[key], targets[key]
        entry["dates"], entry["promises"] = dates[key], promises[key]
        entry["anchor"] = anchor(key)


def _fill_recommendation(
    recommendation: Row, plan: Row, entries: list[Row], links: Mapping[str, list[Row]]
) -> None:
    """Sets progress beside the actions that it reports on, and cuts out faults and raw lines."""
    own = {entry["entry_id"]: entry for entry in entries}
    reports: dict[str, list[Row]] = defaultdict(list)
    reported: dict[str, list[Row]] = defaultdict(list)
    for action in entries:
        for link in links[action["entry_id"]]:
            progress = own.get(link["progress_id"])
            if progress:
                reports[link["action_id"]].append(progress | {"link": link})
                reported[link["progress_id"]].append(action)
    rows: list[Row] = []
    met: set[str] = set()
    for action in (entry for entry in entries if entry["kind"] == "action"):
        told = reports[action["entry_id"]]
        rows.append(
            {
                "action": action,
                "progress": [
                    one
                    | {
                        "is_met": one["entry_id"] in met,
                        "also": [
                            other
                            for other in reported[one["entry_id"]]
                            if other["entry_id"] != action["entry_id"]
                        ],
                    }
                    for one in told
                ],
            }
        )
        met |= {one["entry_id"] for one in told}
    rows += [
        {"action": None, "progress": [entry | {"is_met": False, "also": [], "link": None}]}
        for entry in entries
        if entry["kind"] == "progress" and entry["entry_id"] not in met
    ]
    recommendation["plan"] = plan
    recommendation["entries"] = entries
    recommendation["rows"] = rows
    recommendation["n_actions"] = sum(entry["kind"] == "action" for entry in entries)
    recommendation["n_progress"] = len(entries) - recommendation["n_actions"]
    spans = _join_spans((one["line_first"], one["line_last"]) for one in (recommendation, *entries))
    recommendation["spans"] = spans
    recommendation["lines"] = [
        [row for row in plan["lines"][first - 1 : last]] for first, last in spans
    ]
    recommendation["faults"] = [
        fault
        for fault in plan["faults"]
        if fault["line"] and any(first <= fault["line"] <= last for first, last in spans)
    ]


def _fill_groups(plans: Iterable[Row], posts: Iterable[Row], codes: Iterable[Row]) -> None:
    """Gives each post its entries and each code its items, of the editions that speak."""
    by_post = {post["post_id"]: post for post in posts}
    by_code = {(code["facet"], code["code"]): code for code in codes}
    for plan in plans:
        if not plan["is_latest"]:
            continue
        for recommendation in plan["recommendations"]:
            own = {entry["entry_id"]: entry for entry in recommendation["entries"]}
            for entry in recommendation["entries"]:
                for post_id in dict.fromkeys(owner["post_id"] for owner in entry["owners"]):
                    if post_id in by_post:
                        by_post[post_id]["entries"].append((recommendation, entry))
            for code in recommendation["codes"]:
                by_code[code["facet"], code["code"]]["items"].append(
                    (recommendation, own.get(code["item_id"]), code)
                )


def _source(plans: Plans, plan_id: str) -> tuple[list[tuple[int, str]], str | None]:
    """The numbered raw lines of a plan; where they cannot be had, none and the reason."""
    try:
        lines = plans.source(plan_id)
    except SourceError as error:
        return [], str(error)
    return list(zip(lines["line"].tolist(), lines["text"].tolist(), strict=True)), None


def _join_spans(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if joined and first <= joined[-1][1] + NEAR + 1:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined


def _speaks_for(plans: Iterable[Row]) -> str:
    """The days for which the speaking editions speak, in words."""
    days = sorted(plan["as_of_on"] for plan in plans if plan["is_latest"] and plan["as_of_on"])
    if not days:
        return "no day stated"
    first, last = (f"{day.day} {day:%B %Y}" for day in (days[0], days[-1]))
    return first if first == last else f"{first} to {last}"


def _day(plans: Plans) -> date | str | None:
    return plans.as_of


def _group(rows: Iterable[Row], key: str) -> Mapping[str, list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[key]].append(row)
    return groups


def _query(plans: Plans, name: str, **bound: object) -> list[Row]:
    query = resources.files(__package__).joinpath("queries", f"{name}.sql")
    return _rows(plans, query.read_text(encoding="utf-8"), **bound)


def _rows(plans: Plans, query: str, **bound: object) -> list[Row]:
    """The rows of a query as dictionaries; values stay what the database says (days, lists)."""
    cursor = plans.connection.execute(query, bound or None)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]
