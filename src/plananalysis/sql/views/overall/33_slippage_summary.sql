-- How far dates moved, by every cut: of the promises with a date, how many were given a new one,
-- and by how many months, each end of the interval taken through.

-- Of rows that stand for n each, how many are so.
CREATE MACRO count_rows(n, is_so) AS coalesce(sum(n) FILTER (is_so), 0)::BIGINT;

CREATE MACRO reckon_slippage_summary(day) AS TABLE
WITH
-- Where many groups are made, a review is known by a number: its key is long.
numbered AS (
    SELECT review_id, reviews.rowid AS review
    FROM reviews
),
promised AS (
    SELECT
        item,
        review,
        reckoned_on,
        response,
        addressee,
        topics,
        levers,
        outcome,
        left_out,
        rebaselined > 0 AND left_out IS NULL AS is_rebaselined,
        outcome IN ('later', 'earlier') AS is_moved,
        CASE WHEN is_moved THEN slip_months_min END AS moved_min,
        CASE WHEN is_moved THEN slip_months_max END AS moved_max,
        evidenced_slip_months_min AS evidenced_min,
        evidenced_slip_months_max AS evidenced_max
    FROM slippage_at(day) AS slippage
    JOIN (SELECT item_id, item, response, addressee, topics, levers FROM kept.items)
        ON item_id = promise_id
    JOIN numbered USING (review_id)
),
-- Promises of one review of which the same became are counted at once.
alike AS (
    SELECT * EXCLUDE (item, topics, levers), count(*) AS n
    FROM promised
    GROUP BY ALL
),
alike_coded AS (
    SELECT * EXCLUDE (item, response, addressee), count(*) AS n
    FROM promised
    GROUP BY ALL
),
alike_spoken AS (
    SELECT *
    FROM alike
    JOIN numbered USING (review)
    JOIN speaking_at(day) USING (review_id)
),
apart AS (
    SELECT * EXCLUDE (response, addressee, topics, levers)
    FROM promised
),
grouped AS (
    SELECT
        * EXCLUDE (n, response, addressee, review_id, speaking_plan_id, title, review_kind),
        sum(n)::BIGINT AS n
    FROM cut_by_recommendation('alike_spoken')
    GROUP BY ALL
    UNION ALL BY NAME
    SELECT * EXCLUDE (n, topics, levers), sum(n)::BIGINT AS n
    FROM cut_by_code('alike_coded')
    GROUP BY ALL
    UNION ALL BY NAME
    SELECT * EXCLUDE (item), count(*) AS n
    FROM cut_by_owner('apart')
    GROUP BY ALL
),
months AS (
    SELECT
        cut,
        value,
        label,
        median(moved_min) AS median_slip_months_min,
        median(moved_max) AS median_slip_months_max,
        median(evidenced_min) AS median_evidenced_slip_months_min,
        median(evidenced_max) AS median_evidenced_slip_months_max
    FROM grouped
    CROSS JOIN range(n)
    WHERE is_moved OR evidenced_min IS NOT NULL OR evidenced_max IS NOT NULL
    GROUP BY ALL
),
counted AS (
    SELECT
        cut,
        value,
        label,
        count_rows(n, left_out IS NULL) AS denominator,
        count_rows(n, outcome = 'later') AS later,
        count_rows(n, outcome = 'earlier') AS earlier,
        count_rows(n, outcome = 'unchanged') AS unchanged,
        count_rows(n, outcome = 'past due, no new date') AS past_due_no_new_date,
        count_rows(n, outcome = 'not yet due') AS not_yet_due,
        count_rows(n, outcome = 'silent') AS silent,
        count_rows(n, outcome = 'no date') AS no_date,
        count_rows(n, outcome = 'reported complete') AS reported_complete,
        count_rows(n, is_rebaselined) AS rebaselined,
        count_rows(n, is_moved) AS n_moved,
        max(moved_min) AS greatest_slip_months_min,
        max(moved_max) AS greatest_slip_months_max,
        count_rows(n, evidenced_min IS NOT NULL) AS n_evidenced,
        count_rows(n, left_out IS NOT NULL) AS n_left_out,
        count(DISTINCT review) AS reviews,
        min(reckoned_on) AS as_of_first,
        max(reckoned_on) AS as_of_last
    FROM grouped
    GROUP BY ALL
)
SELECT
    cut,
    value,
    label,
    denominator,
    later,
    earlier,
    unchanged,
    past_due_no_new_date,
    not_yet_due,
    silent,
    no_date,
    reported_complete,
    rebaselined,
    n_moved,
    median_slip_months_min,
    median_slip_months_max,
    greatest_slip_months_min,
    greatest_slip_months_max,
    n_evidenced,
    median_evidenced_slip_months_min,
    median_evidenced_slip_months_max,
    n_left_out,
    reviews,
    as_of_first,
    as_of_last
FROM counted
LEFT JOIN months USING (cut, value, label)
ORDER BY cut, value, label;

CREATE TABLE kept.slippage_summary AS
FROM reckon_slippage_summary(NULL);

CREATE MACRO slippage_summary_at(day) AS TABLE
FROM kept.slippage_summary
WHERE day IS NULL
UNION ALL
FROM reckon_slippage_summary(day)
WHERE day IS NOT NULL;

CREATE VIEW slippage_summary AS
FROM kept.slippage_summary;
