-- What is past due against its original target, as the San Diego City Auditor counts it: not
-- reported complete, and the last day that the original target can mean is before the day asked.

CREATE MACRO reckon_past_due(day) AS TABLE
SELECT
    promise_id,
    review_id,
    promised_in,
    told_in,
    recommendation_id,
    original_raw,
    original_edtf,
    original_latest_on,
    reckoned_on,
    date_diff('month', original_latest_on, reckoned_on) AS months_past_due,
    outcome,
    current_raw,
    slip_months_min,
    slip_months_max,
    reason,
    is_unread,
    alignment
FROM slippage_at(day)
WHERE left_out IS NULL
  AND outcome <> 'reported complete'
  AND original_latest_on < reckoned_on;

CREATE TABLE kept.past_due AS
SELECT past_due.*, place
FROM reckon_past_due(NULL) AS past_due
JOIN (SELECT entry_id AS promise_id, place FROM kept.spoken_entries) USING (promise_id)
ORDER BY original_latest_on, place;

-- With its words, which are stored with the entry alone.
CREATE VIEW past_due AS
SELECT past_due.* EXCLUDE (place), text
FROM kept.past_due AS past_due
JOIN (SELECT rowid AS place, text FROM entries) USING (place)
ORDER BY original_latest_on, place;

CREATE MACRO past_due_at(day) AS TABLE
WITH
of_day AS (
    SELECT past_due.*, text
    FROM reckon_past_due(day) AS past_due
    JOIN (SELECT entry_id AS promise_id, rowid AS place, text FROM entries) USING (promise_id)
    WHERE day IS NOT NULL
    ORDER BY original_latest_on, place
)
FROM past_due
WHERE day IS NULL
UNION ALL
FROM of_day;
