-- How long promises take, as far as it is known: for each the months from the first submission
-- within which it was completed. Equal ends: dated by its own text to the day. No later end: not
-- reported complete when last spoken of. The survival curve over these intervals is estimated by
-- the library (`plananalysis.analysis.survival`).

CREATE MACRO reckon_time_to_complete(day) AS TABLE
WITH
known AS (
    SELECT
        *,
        CASE
            WHEN NOT is_reported_complete THEN last_told_on
            ELSE greatest(promised_on, coalesce(evidenced_earliest_on, completed_after_on))
        END AS completed_from_on,
        CASE
            WHEN is_reported_complete
            THEN least(completed_by_on, coalesce(evidenced_latest_on, completed_by_on))
        END AS completed_to_on
    FROM promises_at(day)
),
responses AS (
    SELECT recommendation_id, response
    FROM recommendations
)
SELECT
    promise_id,
    review_id,
    promised_in,
    told_in,
    recommendation_id,
    promised_on,
    CASE
        WHEN NOT is_reported_complete THEN 'not reported complete'
        WHEN evidenced_latest_on IS NOT NULL THEN 'dated by its text'
        ELSE 'between editions'
    END AS known_by,
    completed_from_on,
    completed_to_on,
    -- a mean month of 365.25 / 12 days
    round((completed_from_on - promised_on) / 30.4375, 3) AS months_min,
    round((completed_to_on - promised_on) / 30.4375, 3) AS months_max,
    alignment,
    CASE
        WHEN response IS NULL OR response = 'not agreed' THEN 'recommendation not accepted'
        WHEN is_complete_on_arrival THEN 'complete on arrival'
        WHEN promised_on IS NULL THEN 'day of the promise not known'
        -- Where nothing at all is told of a promise, no day ends the time it was watched.
        WHEN NOT is_reported_complete AND coalesce(completed_from_on <= promised_on, true)
            THEN 'nothing known after the promise'
        WHEN completed_to_on < completed_from_on THEN 'reported before it was promised'
    END AS left_out
FROM known
JOIN responses USING (recommendation_id)
ORDER BY promise_id;

CREATE TABLE kept.time_to_complete AS
FROM reckon_time_to_complete(NULL);

CREATE MACRO time_to_complete_at(day) AS TABLE
FROM kept.time_to_complete
WHERE day IS NULL
UNION ALL
FROM reckon_time_to_complete(day)
WHERE day IS NOT NULL;

CREATE VIEW time_to_complete AS
FROM kept.time_to_complete;
