-- Every share, by every cut: `WHERE measure = … AND cut = …` chooses. Each carries its numerator and
-- denominator, what was left out and why, the Wilson 95 % interval and the days it speaks for.

CREATE MACRO reckon_shares(day) AS TABLE
WITH
-- Items of which the same was found in the same group are counted at once: what follows works on
-- as many rows as there are reviews and groups, not items.
grouped AS (
    SELECT
        measure,
        cut,
        value,
        label,
        review_id,
        reckoned_on,
        outcomes,
        left_out,
        is_unread,
        count(*) AS n
    FROM measured_at(day)
    JOIN cuts_at(day) USING (item_id)
    GROUP BY ALL
),
totals AS (
    SELECT
        measure,
        cut,
        value,
        label,
        coalesce(sum(n) FILTER (left_out IS NULL), 0)::BIGINT AS denominator,
        coalesce(sum(n) FILTER (left_out IS NOT NULL), 0)::BIGINT AS n_left_out,
        coalesce(sum(n) FILTER (left_out IS NULL AND is_unread), 0)::BIGINT AS n_unread,
        count(DISTINCT review_id) AS reviews,
        min(reckoned_on) AS as_of_first,
        max(reckoned_on) AS as_of_last
    FROM grouped
    GROUP BY measure, cut, value, label
),
reasons AS (
    SELECT measure, cut, value, string_agg(n || ' ' || left_out, '; ' ORDER BY left_out) AS left_out
    FROM (
        SELECT measure, cut, value, left_out, sum(n)::BIGINT AS n
        FROM grouped
        WHERE left_out IS NOT NULL
        GROUP BY ALL
    )
    GROUP BY measure, cut, value
),
found AS (
    SELECT measure, cut, value, outcome, sum(n)::BIGINT AS numerator
    FROM (
        SELECT measure, cut, value, n, unnest(outcomes) AS outcome
        FROM grouped
        WHERE left_out IS NULL
    )
    GROUP BY ALL
)
SELECT
    measure,
    cut,
    value,
    label,
    outcome,
    coalesce(numerator, 0) AS numerator,
    denominator,
    if(denominator > 0, coalesce(numerator, 0) / denominator, NULL) AS share,
    wilson_low(coalesce(numerator, 0), denominator) AS share_low,
    wilson_high(coalesce(numerator, 0), denominator) AS share_high,
    n_left_out,
    coalesce(left_out, '') AS left_out,
    -- of the denominator: what is not known to be complete only for want of a readable cell
    n_unread,
    reviews,
    as_of_first,
    as_of_last
FROM totals
JOIN measure_outcomes USING (measure)
LEFT JOIN found USING (measure, cut, value, outcome)
LEFT JOIN reasons USING (measure, cut, value)
ORDER BY measure, cut, value, measure_outcomes.position;

CREATE TABLE kept.shares AS
FROM reckon_shares(NULL);

CREATE MACRO shares_at(day) AS TABLE
FROM kept.shares
WHERE day IS NULL
UNION ALL
FROM reckon_shares(day)
WHERE day IS NOT NULL;

CREATE VIEW shares AS
FROM kept.shares;
