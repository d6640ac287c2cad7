-- The rows behind every share: which items a measure looked at, what it found of each, and which
-- it left out and why. An item may show two outcomes, one of which is part of the other.
-- `is_unread` marks what counts as not reported complete only because the cell that should say so
-- is empty or could not be read.

CREATE MACRO measured_at(day) AS TABLE
WITH
latest AS (
    FROM editions_at(day) WHERE is_latest
),
recommended AS (
    SELECT
        recommendation_id,
        plan_id,
        review_id,
        reckoned_on,
        response,
        CASE
            WHEN response IS NULL THEN 'no response read'
            WHEN response = 'not agreed' THEN 'recommendation not agreed'
        END AS not_accepted
    FROM recommendations
    JOIN latest USING (plan_id)
),
actions AS (
    SELECT
        action_id,
        recommendation_id,
        state IN ('complete', 'complete_ongoing') AS is_complete,
        state,
        progress_entries,
        state = 'not stated' OR progress_entries > 0 AND progress_state = 'not stated' AS is_unread
    FROM action_reports
    WHERE plan_id IN (SELECT plan_id FROM latest)
),
promised AS (
    FROM slippage_at(day)
),
acceptance AS (
    SELECT
        'acceptance' AS measure,
        recommendation_id AS item_id,
        review_id,
        reckoned_on,
        [response::VARCHAR] AS outcomes,
        if(response IS NULL, 'no response read', NULL) AS left_out
    FROM recommended
),
completion AS (
    SELECT
        'completion' AS measure,
        action_id AS item_id,
        review_id,
        reckoned_on,
        if(is_complete, ['reported complete', state], ['not reported complete']) AS outcomes,
        not_accepted AS left_out,
        is_unread AND NOT is_complete AS is_unread
    FROM actions
    JOIN recommended USING (recommendation_id)
),
recommendation_completion AS (
    SELECT
        'recommendation_completion' AS measure,
        recommendation_id AS item_id,
        review_id,
        reckoned_on,
        CASE
            WHEN bool_and(is_complete) THEN ['fully']
            WHEN bool_or(is_complete) THEN ['partly']
            ELSE ['not']
        END AS outcomes,
        coalesce(not_accepted, if(count(action_id) = 0, 'no action stated', NULL)) AS left_out,
        coalesce(bool_or(is_unread AND NOT is_complete), false) AS is_unread
    FROM recommended
    LEFT JOIN actions USING (recommendation_id)
    GROUP BY recommendation_id, review_id, reckoned_on, not_accepted
),
complete_on_arrival AS (
    SELECT
        'complete_on_arrival' AS measure,
        promise_id AS item_id,
        review_id,
        reckoned_on,
        if(is_complete_on_arrival, ['complete on arrival', promised_state], ['promised'])
            AS outcomes,
        if(promised_state = 'not stated', 'empty or unread target cell', NULL) AS left_out
    FROM promised
),
complete_with_promises AS (
    SELECT
        'complete_with_promises' AS measure,
        entry_id AS item_id,
        review_id,
        reckoned_on,
        if(
            entry_id IN (SELECT entry_id FROM complete_with_promises_at(day)),
            ['still promises'],
            ['promises nothing more']
        ) AS outcomes,
        CASE joint_state(stated, complete, ongoing)
            WHEN 'open' THEN 'not reported complete'
            WHEN 'not stated' THEN 'empty or unread target cell'
            WHEN 'complete_ongoing' THEN 'complete and ongoing: said to go on'
        END AS left_out
    FROM entries
    JOIN entry_values USING (entry_id)
    JOIN recommended USING (recommendation_id)
    WHERE entries.kind = 'progress'
),
silent_actions AS (
    SELECT
        'silent_actions' AS measure,
        action_id AS item_id,
        review_id,
        reckoned_on,
        if(progress_entries = 0, ['silent', 'no progress entry'], ['reported on']) AS outcomes,
        if(is_update, NULL, 'first edition: nothing is reported yet') AS left_out
    FROM actions
    JOIN recommended USING (recommendation_id)
    JOIN (SELECT plan_id, is_update FROM latest) USING (plan_id)
    UNION ALL
    SELECT
        'silent_actions',
        promise_id,
        review_id,
        reckoned_on,
        ['silent', 'no longer stated'],
        NULL
    FROM promised
    WHERE NOT is_still_stated
),
past_due AS (
    SELECT
        'past_due' AS measure,
        promise_id AS item_id,
        review_id,
        reckoned_on,
        CASE
            WHEN outcome = 'reported complete' THEN ['reported complete']
            WHEN original_latest_on < reckoned_on THEN ['past due']
            ELSE ['open, not yet due']
        END AS outcomes,
        left_out,
        is_unread AND outcome <> 'reported complete' AS is_unread
    FROM promised
),
-- Months on the calendar from the last month that the original target can mean: the twelfth is
-- still within.
months_after_target AS (
    SELECT
        *,
        slip_months_min(
            original_latest_on,
            greatest(completed_after_on, coalesce(evidenced_earliest_on, completed_after_on))
        ) AS done_after_min,
        slip_months_max(
            original_latest_on,
            least(completed_by_on, coalesce(evidenced_latest_on, completed_by_on))
        ) AS done_after_max,
        slip_months_max(original_latest_on, reckoned_on) AS watched
    FROM promised
),
timeliness AS (
    SELECT
        'timeliness' AS measure,
        promise_id AS item_id,
        review_id,
        reckoned_on,
        CASE
            WHEN outcome = 'reported complete' AND done_after_max <= 12 THEN ['within 12 months']
            WHEN outcome = 'reported complete' AND done_after_min > 12
                THEN ['later than 12 months']
            WHEN outcome = 'reported complete' THEN ['complete, cannot be told when']
            WHEN watched > 12 THEN ['not reported complete']
            ELSE ['not yet known']
        END AS outcomes,
        left_out,
        is_unread AND outcome <> 'reported complete' AS is_unread
    FROM months_after_target
),
slippage AS (
    SELECT
        'slippage' AS measure,
        promise_id AS item_id,
        review_id,
        reckoned_on,
        [outcome] AS outcomes,
        left_out,
        is_unread AND outcome <> 'reported complete' AS is_unread
    FROM promised
),
time_to_complete AS (
    SELECT
        'time_to_complete' AS measure,
        promise_id AS item_id,
        review_id,
        reckoned_on,
        [known_by] AS outcomes,
        left_out
    FROM time_to_complete_at(day)
    JOIN (SELECT review_id, reckoned_on FROM latest) USING (review_id)
),
owner_load AS (
    SELECT
        'owner_load' AS measure,
        entry_id AS item_id,
        review_id,
        reckoned_on,
        CASE
            WHEN entries.kind = 'progress' THEN ['progress']
            WHEN is_complete THEN ['action']
            ELSE ['action', 'open']
        END AS outcomes,
        NULL AS left_out
    FROM entries
    JOIN recommended USING (recommendation_id)
    LEFT JOIN actions ON action_id = entry_id
),
topic_recurrence AS (
    SELECT
        'topic_recurrence' AS measure,
        item_id,
        review_id,
        reckoned_on,
        [if(kind = 'recommendation', 'recommendation', 'entry')] AS outcomes,
        if(item_id IN (SELECT item_id FROM item_codes WHERE facet = 'topic'), NULL, 'not coded')
            AS left_out
    FROM items
    JOIN (SELECT plan_id, review_id, reckoned_on FROM latest) USING (plan_id)
)
SELECT * REPLACE (coalesce(is_unread, false) AS is_unread)
FROM (
    FROM acceptance
    UNION ALL BY NAME FROM completion
    UNION ALL BY NAME FROM recommendation_completion
    UNION ALL BY NAME FROM complete_on_arrival
    UNION ALL BY NAME FROM complete_with_promises
    UNION ALL BY NAME FROM silent_actions
    UNION ALL BY NAME FROM past_due
    UNION ALL BY NAME FROM timeliness
    UNION ALL BY NAME FROM slippage
    UNION ALL BY NAME FROM time_to_complete
    UNION ALL BY NAME FROM owner_load
    UNION ALL BY NAME FROM topic_recurrence
);

CREATE VIEW measured AS
FROM measured_at(NULL);
