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
    alignment
FROM promises_at(day)
WHERE is_complete_on_arrival;

CREATE TABLE kept.complete_on_arrival AS
SELECT complete_on_arrival.*, place
FROM reckon_complete_on_arrival(NULL) AS complete_on_arrival
JOIN (SELECT entry_id AS promise_id, place FROM kept.spoken_entries) USING (promise_id)
ORDER BY place;

-- With its words, which are stored with the entry alone.
CREATE VIEW complete_on_arrival AS
SELECT complete_on_arrival.* EXCLUDE (place), text
FROM kept.complete_on_arrival AS complete_on_arrival
JOIN (SELECT rowid AS place, text FROM entries) USING (place)
ORDER BY place;

CREATE MACRO complete_on_arrival_at(day) AS TABLE
WITH
of_day AS (
    SELECT complete_on_arrival.*, text
    FROM reckon_complete_on_arrival(day) AS complete_on_arrival
    JOIN (SELECT entry_id AS promise_id, rowid AS place, text FROM entries) USING (promise_id)
    WHERE day IS NOT NULL
    ORDER BY place
)
FROM complete_on_arrival
WHERE day IS NULL
UNION ALL
FROM of_day;
