"""Pages of what stands in the database: recommendations, plans, raw lines, owners, topics."""

from __future__ import annotations

from plananalysis.site.content import Content, Row
from plananalysis.site.rendering import Pages, in_words

RECOMMENDATIONS = "recommendations/index.html"
PLANS = "plans/index.html"
OWNERS = "owners/index.html"
TOPICS = "topics/index.html"


def write_plans(pages: Pages, content: Content) -> None:
    """The lists of plans and of recommendations, and a page for each, with the raw lines."""
    of = content.addresses.of
    pages.write(
        RECOMMENDATIONS,
        "recommendations.html",
        "Recommendations",
        recommendations=content.recommendations,
        plans=content.plans,
    )
    pages.write(PLANS, "plans.html", "Plans", plans=content.plans)
    for plan in content.plans:
        key, name = plan["plan_id"], _name(plan)
        pages.write(of[key], "plan.html", name, plan=plan, trail=[(PLANS, "Plans")])
        pages.write(
            content.addresses.sources[key],
            "source.html",
            f"Source of {name}",
            plan=plan,
            trail=[(PLANS, "Plans"), (of[key], name)],
        )
        own = [None, *plan["recommendations"], None]
        for before, recommendation, after in zip(own, own[1:], own[2:], strict=False):
            if recommendation:
                _write_recommendation(pages, content, plan, before, recommendation, after)


def _write_recommendation(
    pages: Pages,
    content: Content,
    plan: Row,
    before: Row | None,
    recommendation: Row,
    after: Row | None,
) -> None:
    of = content.addresses.of
    page, name = of[recommendation["recommendation_id"]], _name(plan)
    topics = dict.fromkeys(
        (code["facet"], code["code"], code["label"])
        for code in recommendation["codes"]
        if code["facet"] == "topic" and code["item_id"] == recommendation["recommendation_id"]
    )
    pages.write(
        page,
        "recommendation.html",
        f"Recommendation {recommendation['number']}: {name}",
        plan=plan,
        rec=recommendation,
        own={entry["entry_id"]: entry for entry in recommendation["entries"]},
        topics=list(topics),
        before=before,
        after=after,
        trail=[(RECOMMENDATIONS, "Recommendations"), (of[plan["plan_id"]], name)],
    )
    where = f"{name}: recommendation {recommendation['number']}"
    pages.index(page, "recommendation", where, recommendation["text"])
    for entry in recommendation["entries"]:
        ref = entry["ref"] or entry["anchor"]
        pages.index(of[entry["entry_id"]], entry["kind"], f"{where}, {ref}", entry["text"])


def write_owners(pages: Pages, content: Content) -> None:
    """The list of posts, and a page for each with its entries."""
    pages.write(OWNERS, "owners.html", "Owners", posts=content.posts)
    for post in content.posts:
        page = content.addresses.of[post["post_id"]]
        spellings = sorted(
            {
                owner["owner_raw"]
                for _, entry in post["entries"]
                for owner in entry["owners"]
                if owner["post_id"] == post["post_id"]
            }
        )
        pages.write(
            page,
            "owner.html",
            post["label"],
            post=post,
            spellings=spellings,
            trail=[(OWNERS, "Owners")],
        )
        pages.index(page, "owner", post["label"], "; ".join(spellings))


def write_codes(pages: Pages, content: Content) -> None:
    """The list of topics and levers, and a page for each with its passages."""
    for code in content.codes:
        items = code["items"]
        code["n_reviews"] = len({rec["plan"]["review_id"] for rec, _, _ in items})
        code["n_recommendations"] = sum(entry is None for _, entry, _ in items)
        code["n_entries"] = len(items) - code["n_recommendations"]
    pages.write(TOPICS, "topics.html", "Topics and levers", codes=content.codes)
    for code in content.codes:
        page = content.addresses.codes[code["facet"], code["code"]]
        pages.write(
            page, "topic.html", code["label"], code=code, trail=[(TOPICS, "Topics and levers")]
        )
        pages.index(page, code["facet"], code["label"], code["definition"])


def _name(plan: Row) -> str:
    return f"{plan['review']}, as of {in_words(plan['as_of_on'])}"
