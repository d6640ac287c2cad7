-- Every share, of all reviews together and of each: the figures that a run is compared by.

SELECT
    measure,
    coalesce(review_id, 'all') AS review_id,
    outcome,
    numerator,
    denominator,
    NULL::DOUBLE AS low,
    NULL::DOUBLE AS high
FROM shares_at($day)
LEFT JOIN (SELECT plan_id AS value, review_id FROM plans) USING (value)
WHERE cut IN ('all', 'plan')
UNION ALL BY NAME
SELECT
    'slippage' AS measure,
    coalesce(review_id, 'all') AS review_id,
    'median months moved' AS outcome,
    NULL::BIGINT AS numerator,
    n_moved AS denominator,
    median_slip_months_min AS low,
    median_slip_months_max AS high
FROM slippage_summary_at($day)
LEFT JOIN (SELECT plan_id AS value, review_id FROM plans) USING (value)
WHERE cut IN ('all', 'plan')
ORDER BY measure, review_id <> 'all', review_id, outcome;
