"""A reason is one only where the plan gives it for not wholly agreeing."""

from __future__ import annotations

import pytest

from plananalysis.entries.reasons import find_reasons


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("This is partly agreed because of commissioning.", ("commissioning",)),
        ("This is not agreed as it needs a change of policy.", ("policy",)),
        ("We cannot agree it for operational reasons.", ("operational",)),
        ("It is not accepted due to cost and staffing.", ("operational", "affordability")),
        ("It is partly agreed. Funding was found for a part of it.", ()),
        ("It is partly agreed. The policy is published.", ()),
        ("We will review the policy.", ()),
        ("It is partly agreed. Training is subject to affordability.", ("affordability",)),
        ("The roofs are sound. The cost would be beyond the budget.", ("affordability",)),
        ("Budget constraints mean that two wings have to wait.", ("affordability",)),
        ("We cannot train all staff because of staffing pressures.", ("operational",)),
        ("The duty is a matter of policy for another department.", ("policy",)),
        ("A group is testing the policy on recall subject to approval.", ()),
        ("The budget was published. It cannot be changed.", ()),
        ("The team will report on costs, subject to funding.", ()),
        ("", ()),
    ],
)
def test_reasons_are_those_stated_for_the_response(text: str, reasons: tuple[str, ...]) -> None:
    assert find_reasons(text, "partly agreed") == reasons


@pytest.mark.parametrize("response", ["agreed", None])
def test_what_is_agreed_needs_no_reason(response: None) -> None:
    assert find_reasons("This is not agreed as it needs a change of policy.", response) == ()
