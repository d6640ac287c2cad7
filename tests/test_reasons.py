"""A reason is one only where the plan gives it for not wholly agreeing."""

from __future__ import annotations

import pytest

from plananalysis.reasons import find_reasons


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
        ("", ()),
    ],
)
def test_reasons_are_those_stated_for_the_response(text: str, reasons: tuple[str, ...]) -> None:
    assert find_reasons(text, "partly agreed") == reasons


@pytest.mark.parametrize("response", ["agreed", None])
def test_what_is_agreed_needs_no_reason(response: None) -> None:
    assert find_reasons("This is not agreed as it needs a change of policy.", response) == ()
