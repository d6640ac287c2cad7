-- Every share, by every cut: `WHERE measure = … AND cut = …` chooses. Each carries its numerator and
-- denominator, what was left out and why, the Wilson 95 % interval and the days it speaks for.

CREATE MACRO shares_at(day) AS TABLE
WITH
grouped AS (
    SELECT measured.*, cut, value, label
    FROM measured_at(day) AS measured
    JOIN cuts_at(day) USING (item_id)
),
totals AS (
    SELECT
        measure,
        cut,
        value,
        label,
        count(*) FILTER (left_out IS NULL) AS denominator,
        count(left_out) AS n_left_out,
        count(*) FILTER (left_out IS NULL AND is_unread) AS n_unread,
        count(DISTINCT review_id) AS reviews,
        min(reckoned_on) AS as_of_first,
        max(reckoned_on) AS as_of_last
    FROM grouped
    GROUP BY measure, cut, value, label
),
reasons AS (
    SELECT measure, cut, value, string_agg(n || ' ' || left_out, '; ' ORDER BY left_out) AS left_out
    FROM (
        SELECT measure, cut, value, left_out, count(*) AS n
        FROM grouped
        WHERE left_out IS NOT NULL
        GROUP BY ALL
    )
    GROUP BY measure, cut, value
),
found AS (
    SELECT measure, cut, value, outcome, count(*) AS numerator
    FROM (
        SELECT measure, cut, value, unnest(outcomes) AS outcome
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

CREATE VIEW shares AS
FROM shares_at(NULL);
