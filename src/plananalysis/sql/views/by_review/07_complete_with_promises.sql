-- What is reported complete though its text still promises: progress entries of state complete that
-- plan something for the month of their heading or later.

CREATE MACRO reckon_complete_with_promises(day) AS TABLE
WITH
reported AS (
    SELECT
        entries.entry_id,
        recommendation_id,
        plan_id,
        review_id,
        as_of,
        joint_state(stated, complete, ongoing) AS state,
        target_raw,
        alignment,
        entries.text
    FROM entries
    JOIN entry_values USING (entry_id)
    JOIN recommendations USING (recommendation_id)
    JOIN (FROM editions_at(day) WHERE is_latest) USING (plan_id)
    WHERE entries.kind = 'progress'
)
SELECT
    reported.entry_id,
    review_id,
    plan_id,
    recommendation_id,
    as_of,
    state,
    target_raw,
    list(edtf ORDER BY position) AS promised_edtf,
    list(phrase ORDER BY position) AS promised_words,
    max(latest_on) AS promised_latest_on,
    reported.alignment,
    reported.text
FROM reported
JOIN entry_dates USING (entry_id)
WHERE state = 'complete'
  AND event = 'planned'
  AND earliest_on >= strptime(as_of, '%Y-%m')::DATE
GROUP BY ALL
ORDER BY reported.entry_id;

CREATE TABLE kept.complete_with_promises AS
FROM reckon_complete_with_promises(NULL);

CREATE MACRO complete_with_promises_at(day) AS TABLE
FROM kept.complete_with_promises
WHERE day IS NULL
UNION ALL
FROM reckon_complete_with_promises(day)
WHERE day IS NOT NULL;

CREATE VIEW complete_with_promises AS
FROM kept.complete_with_promises;
