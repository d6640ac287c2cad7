-- What was already complete when it was first promised.

CREATE MACRO reckon_complete_on_arrival(day) AS TABLE
SELECT
    promise_id,
    review_id,
    promised_in,
    told_in,
    recommendation_id,
    promised_on,
    promised_state,
    original_raw,
    -- what was said of it later: it may have been opened again
    state,
    alignment,
    text
FROM promises_at(day)
JOIN (SELECT entry_id AS promise_id, text FROM entries) USING (promise_id)
WHERE is_complete_on_arrival
ORDER BY promise_id;

CREATE TABLE kept.complete_on_arrival AS
FROM reckon_complete_on_arrival(NULL);

CREATE MACRO complete_on_arrival_at(day) AS TABLE
FROM kept.complete_on_arrival
WHERE day IS NULL
UNION ALL
FROM reckon_complete_on_arrival(day)
WHERE day IS NOT NULL;

CREATE VIEW complete_on_arrival AS
FROM kept.complete_on_arrival;
