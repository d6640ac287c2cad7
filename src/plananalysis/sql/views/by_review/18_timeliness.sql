-- Whether what was promised by a date was reported complete within twelve months of it, counted on
-- the calendar from the last month that the original target can mean: the twelfth is still within.
-- It was done from the first to the last of two days, of which either may not be known.

CREATE MACRO timeliness_of(
    outcome, original_latest_on, done_from_on, done_by_on, reckoned_on
) AS CASE
    WHEN outcome = 'reported complete' AND slip_months_max(original_latest_on, done_by_on) <= 12
        THEN 'within 12 months'
    WHEN outcome = 'reported complete' AND slip_months_min(original_latest_on, done_from_on) > 12
        THEN 'later than 12 months'
    WHEN outcome = 'reported complete' THEN 'complete, cannot be told when'
    WHEN slip_months_max(original_latest_on, reckoned_on) > 12 THEN 'not reported complete'
    ELSE 'not yet known'
END;
