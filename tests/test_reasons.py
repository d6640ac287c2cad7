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
        ("The region does not have the capacity to do it.", ("operational",)),
        ("There are not enough staff.", ("operational",)),
        ("Staff shortages mean that this cannot be done.", ("operational",)),
        ("It is not operationally viable.", ("operational",)),
        ("This would require primary legislation.", ("policy",)),
        ("It would need a change in the law.", ("policy",)),
        ("There is no funding for it.", ("affordability",)),
        ("There is no funding or operational capacity.", ("operational", "affordability")),
        ("There is a lack of operational resource.", ("operational",)),
        ("We do not have the operational resources to do so.", ("operational",)),
        ("There are no affordable options.", ("affordability",)),
        ("This would require additional funding.", ("affordability",)),
        ("Funding has not been secured.", ("affordability",)),
        ("It would be too costly.", ("affordability",)),
        ("It is subject to the Spending Review.", ("affordability",)),
        ("Due to financial pressures this is not possible.", ("affordability",)),
        ("It is outside the terms of the contract.", ("commissioning",)),
        ("The contract does not provide for it.", ("commissioning",)),
        ("Not agreed due to cost. A list is kept.", ("affordability",)),
        # of money or of staff: not said
        ("Resource constraints mean that it has to wait.", ()),
        ("The service has the capacity to do it.", ()),
        ("The contract provides for it and staff shortages are over.", ()),
        ("Additional funding was given and more staff are in post.", ()),
        ("It would require additional funding and we will find it.", ()),
        ("This is not agreed given the cost.", ("affordability",)),
        ("Given financial pressures this is not possible.", ("affordability",)),
        ("It cannot be agreed on cost grounds.", ("affordability",)),
        ("The region does not have the staff to do it.", ("operational",)),
        ("We do not have the funding to write a policy.", ("affordability",)),
        ("There is no legislation for it.", ("policy",)),
        # 'given' is a verb, what somebody does not have is no reason, and no cost is no obstacle
        ("Training was given on the policy to staff who could not attend.", ()),
        ("It is partly agreed and training given to staff on policy.", ()),
        ("It is partly agreed: guidance has been given on contracts.", ()),
        ("Some staff do not have a policy to hand.", ()),
        ("Officers do not have to follow the policy.", ()),
        ("Prisoners do not have contracts.", ()),
        ("A lack of policy knowledge was found.", ()),
        ("There is no additional cost.", ()),
        ("There is no change to the policy.", ()),
        ("", ()),
    ],
)
def test_reasons_are_those_stated_for_the_response(text: str, reasons: tuple[str, ...]) -> None:
    assert find_reasons(text, "partly agreed") == reasons


@pytest.mark.parametrize("response", ["agreed", None])
def test_what_is_agreed_needs_no_reason(response: None) -> None:
    assert find_reasons("This is not agreed as it needs a change of policy.", response) == ()
