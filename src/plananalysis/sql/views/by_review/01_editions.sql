-- Which editions speak. `day` (null: today's latest) hides what was not published by then; the
-- latest edition left of each review speaks for it. An edition that does not say its day cannot be
-- shown to have been published by any, and speaks only where no day is asked for.

CREATE TABLE kept.plans_with_progress AS
SELECT DISTINCT plan_id
FROM recommendations
JOIN entries USING (recommendation_id)
WHERE entries.kind = 'progress'
ORDER BY plan_id;

CREATE MACRO editions_at(day) AS TABLE
WITH
visible AS (
    SELECT *
    FROM plans
    WHERE day IS NULL OR as_of_on <= CAST(day AS DATE)
)
SELECT
    plan_id,
    review_id,
    edition,
    submitted_on,
    as_of_on,
    -- the place among the editions that are visible, from 1
    row_number() OVER oldest_first AS sequence,
    row_number() OVER newest_first = 1 AS is_latest,
    edition > 1 OR plan_id IN (FROM kept.plans_with_progress) AS is_update,
    -- the day on which it is asked what is past due: that asked for, else that of the edition
    coalesce(CAST(day AS DATE), as_of_on) AS reckoned_on
FROM visible
WINDOW
    oldest_first AS (PARTITION BY review_id ORDER BY edition, as_of_on NULLS FIRST, plan_id),
    newest_first AS (
        PARTITION BY review_id ORDER BY edition DESC, as_of_on DESC NULLS LAST, plan_id DESC
    );
