-- What was already complete when it was first promised.

CREATE MACRO complete_on_arrival_at(day) AS TABLE
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

CREATE VIEW complete_on_arrival AS
FROM complete_on_arrival_at(NULL);
