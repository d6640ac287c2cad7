-- How far dates moved, by every cut: of the promises with a date, how many were given a new one,
-- and by how many months, each end of the interval taken through.

CREATE MACRO reckon_slippage_summary(day) AS TABLE
SELECT
    cut,
    value,
    label,
    count(*) FILTER (left_out IS NULL) AS denominator,
    count(*) FILTER (outcome = 'later') AS later,
    count(*) FILTER (outcome = 'earlier') AS earlier,
    count(*) FILTER (outcome = 'unchanged') AS unchanged,
    count(*) FILTER (outcome = 'past due, no new date') AS past_due_no_new_date,
    count(*) FILTER (outcome = 'not yet due') AS not_yet_due,
    count(*) FILTER (outcome = 'silent') AS silent,
    count(*) FILTER (outcome = 'no date') AS no_date,
    count(*) FILTER (outcome = 'reported complete') AS reported_complete,
    count(*) FILTER (rebaselined > 0 AND left_out IS NULL) AS rebaselined,
    count(*) FILTER (is_moved) AS n_moved,
    median(slip_months_min) FILTER (is_moved) AS median_slip_months_min,
    median(slip_months_max) FILTER (is_moved) AS median_slip_months_max,
    max(slip_months_min) FILTER (is_moved) AS greatest_slip_months_min,
    max(slip_months_max) FILTER (is_moved) AS greatest_slip_months_max,
    count(evidenced_slip_months_min) AS n_evidenced,
    median(evidenced_slip_months_min) AS median_evidenced_slip_months_min,
    median(evidenced_slip_months_max) AS median_evidenced_slip_months_max,
    count(left_out) AS n_left_out,
    count(DISTINCT review_id) AS reviews,
    min(reckoned_on) AS as_of_first,
    max(reckoned_on) AS as_of_last
FROM (
    SELECT *, outcome IN ('later', 'earlier') AS is_moved
    FROM slippage_at(day)
)
JOIN cuts_at(day) ON item_id = promise_id
GROUP BY cut, value, label
ORDER BY cut, value;

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
