-- What became of each promise: one row a promise.

CREATE MACRO reckon_promises(day) AS TABLE
WITH
statements AS (
    FROM statements_at(day)
),
editions AS (
    FROM editions_at(day)
),
-- What is said of it after the promise.
later AS (
    FROM statements WHERE statement <> 'promise'
),
-- What is said at one time: several progress entries on one promise are one report. The promise is
-- made at a time of its own.
reports AS (
    SELECT promise_id, stated_order, joint_state(stated, complete, ongoing) AS state, stated_on
    FROM statements
    WHERE statement = 'promise' AND is_telling
    UNION ALL
    SELECT
        promise_id,
        stated_order,
        joint_state(sum(stated), sum(complete), sum(ongoing)) AS state,
        max(stated_on) AS stated_on
    FROM later
    WHERE is_telling
    GROUP BY promise_id, stated_order
),
last_state AS (
    SELECT
        promise_id,
        arg_max(state, stated_order) AS state,
        max(stated_order) FILTER (state = 'open') AS last_open_order,
        max(stated_on) FILTER (state = 'open') AS last_open_on,
        max(stated_on) AS last_told_on
    FROM reports
    GROUP BY promise_id
),
-- Complete by the first report that says so and is not taken back later.
first_complete AS (
    SELECT
        promise_id,
        min(stated_order) AS first_complete_order,
        arg_min(stated_on, stated_order) AS completed_by_on
    FROM reports
    JOIN last_state USING (promise_id)
    WHERE reports.state <> 'open' AND stated_order > coalesce(last_open_order, 0)
    GROUP BY promise_id
),
told AS (
    SELECT
        promise_id,
        count(*) FILTER (statement = 'progress') AS progress_entries,
        list_sort(list(entry_id) FILTER (statement = 'progress')) AS progress_ids,
        sum(stated) FILTER (statement = 'progress') AS progress_stated,
        bool_or(plan_id IN (SELECT plan_id FROM editions WHERE is_latest)) AS is_still_stated,
        bool_or(is_shared) AS is_shared,
        max(alignment) AS alignment,
        min(score) AS link_score
    FROM later
    GROUP BY promise_id
),
promised AS (
    SELECT
        promise_id,
        review_id,
        plan_id AS promised_in,
        recommendation_id,
        stated_on AS promised_on,
        joint_state(stated, complete, ongoing) AS promised_state,
        has_start,
        target_raw AS original_raw,
        due_edtf AS original_edtf,
        due_earliest_on AS original_earliest_on,
        due_latest_on AS original_latest_on,
        recurs,
        alignment
    FROM statements
    WHERE statement = 'promise'
),
-- When what is reported complete was done, by its progress text or its target cell. Several deeds are dated where
-- several parts were done; which of them finished the work the text does not say, so the evidence
-- runs from the first to the last. A promise on which several entries report is dated only if each
-- of them is.
complete_reports AS (
    SELECT promise_id, statements.entry_id, statements.is_shared, promised_on, completed_by_on
    FROM statements
    JOIN first_complete USING (promise_id)
    JOIN promised USING (promise_id)
    WHERE statement = 'progress'
      AND stated_order >= first_complete_order
      AND complete > 0
      AND promised_state NOT IN ('complete', 'complete_ongoing')
),
dated_words AS (
    SELECT entry_id, true AS is_in_text, position, phrase, earliest_on, latest_on
    FROM entry_dates
    WHERE event = 'done'
    UNION ALL
    -- "Complete - October 2023" in the target cell
    SELECT entry_id, false, position, target_raw, earliest_on, latest_on
    FROM entry_targets
    WHERE state IN ('complete', 'complete_ongoing')
),
deeds AS (
    SELECT promise_id, entry_id, is_in_text, position, phrase, earliest_on, latest_on
    FROM complete_reports
    JOIN dated_words USING (entry_id)
    -- A deed before the promise is its history; one after the report cannot have been done.
    -- What reports on several promises run together dates none of them.
    WHERE NOT is_shared
      AND latest_on >= promised_on
      AND earliest_on <= completed_by_on
),
evidence AS (
    SELECT
        promise_id,
        min(earliest_on) AS evidenced_earliest_on,
        max(latest_on) AS evidenced_latest_on,
        list(phrase ORDER BY deeds.entry_id, is_in_text, position) AS evidence
    FROM complete_reports
    LEFT JOIN deeds USING (promise_id, entry_id)
    GROUP BY promise_id
    HAVING count(DISTINCT complete_reports.entry_id) = count(DISTINCT deeds.entry_id)
),
latest AS (
    SELECT review_id, plan_id AS told_in, as_of_on, reckoned_on, is_update
    FROM editions
    WHERE is_latest
)
SELECT
    promise_id,
    promised.* EXCLUDE (promise_id, alignment),
    promised_state IN ('complete', 'complete_ongoing') AS is_complete_on_arrival,
    coalesce(last_state.state, 'not stated') AS state,
    coalesce(last_state.state IN ('complete', 'complete_ongoing'), false) AS is_reported_complete,
    last_told_on,
    -- Reported complete: done after the last day on which it was open, by the day of the report.
    CASE WHEN is_reported_complete THEN last_open_on END AS completed_after_on,
    CASE WHEN is_reported_complete THEN completed_by_on END AS completed_by_on,
    evidenced_earliest_on,
    evidenced_latest_on,
    coalesce(evidence, []) AS evidence,
    coalesce(progress_entries, 0) AS progress_entries,
    coalesce(progress_ids, []) AS progress_ids,
    -- Spoken of, but in cells that are empty or could not be read: neither complete nor open.
    coalesce(progress_entries > 0 AND coalesce(progress_stated, 0) = 0, false)
    OR last_state.state IS NULL AS is_unread,
    promised_in = told_in OR coalesce(is_still_stated, false) AS is_still_stated,
    coalesce(is_shared, false) AS is_shared,
    CASE WHEN told.alignment > promised.alignment THEN told.alignment ELSE promised.alignment END
        AS alignment,
    link_score,
    latest.* EXCLUDE (review_id)
FROM promised
JOIN latest USING (review_id)
LEFT JOIN told USING (promise_id)
LEFT JOIN last_state USING (promise_id)
LEFT JOIN first_complete USING (promise_id)
LEFT JOIN evidence USING (promise_id);

CREATE TABLE kept.promises AS
FROM reckon_promises(NULL)
ORDER BY promise_id;

CREATE MACRO promises_at(day) AS TABLE
FROM kept.promises
WHERE day IS NULL
UNION ALL
FROM reckon_promises(day)
WHERE day IS NOT NULL;

CREATE VIEW promises AS
FROM kept.promises;
