-- All that the measures look at of an item, `seen`: one row for each recommendation and entry of
-- the editions that speak, and for each promise. Millions of items look alike but for a few hundred
-- ways, so that what the measures find is told of these ways (`tell_measures`), not of each item.
CREATE MACRO reckon_sights(day) AS TABLE
WITH
editions AS (
    FROM editions_at(day)
),
recommended AS (
    SELECT
        recommendation_id,
        review_id,
        latest.reckoned_on,
        is_latest AS speaks,
        is_update AND is_latest AS is_update,
        response::VARCHAR AS response,
        addressee,
        CASE
            WHEN NOT speaks THEN NULL
            WHEN response IS NULL THEN 'no response read'
            WHEN response = 'not agreed' THEN 'recommendation not agreed'
        END AS not_accepted
    FROM recommendations
    JOIN (SELECT plan_id, review_id, is_latest, is_update FROM editions) USING (plan_id)
    JOIN (SELECT review_id, reckoned_on FROM editions WHERE is_latest) AS latest USING (review_id)
),
actions AS (
    SELECT
        action_id,
        recommendation_id,
        state,
        state IN ('complete', 'complete_ongoing') AS is_complete,
        progress_entries = 0 AS is_silent,
        state = 'not stated' OR progress_entries > 0 AND progress_state = 'not stated' AS is_unread
    FROM action_reports
),
answers AS (
    SELECT
        recommendation_id,
        CASE WHEN bool_and(is_complete) THEN 'fully' WHEN bool_or(is_complete) THEN 'partly' END
            AS completed,
        bool_or(is_unread AND NOT is_complete) AS is_unread
    FROM actions
    GROUP BY recommendation_id
),
promised AS (
    SELECT
        promise_id,
        promised_state,
        is_complete_on_arrival AS was_complete,
        outcome,
        slippage.left_out,
        is_unread AS is_promise_unread,
        NOT is_still_stated AS is_dropped,
        original_latest_on < slippage.reckoned_on AS is_past,
        timeliness_of(
            outcome,
            original_latest_on,
            greatest(completed_after_on, coalesce(evidenced_earliest_on, completed_after_on)),
            completed_to_on,
            slippage.reckoned_on
        ) AS timeliness,
        known_by,
        times.left_out AS time_left_out
    FROM slippage_at(day) AS slippage
    JOIN (
        SELECT promise_id, known_by, completed_to_on, left_out FROM time_to_complete_at(day)
    ) AS times USING (promise_id)
),
sights AS (
    SELECT
        recommendation_id AS item_id,
        recommended.* EXCLUDE (recommendation_id),
        'recommendation' AS kind,
        response AS answer,
        answers.* EXCLUDE (recommendation_id),
        answers.recommendation_id IS NULL AS has_no_action
    FROM recommended
    LEFT JOIN answers USING (recommendation_id)
    WHERE speaks
    UNION ALL BY NAME
    SELECT
        action_id AS item_id,
        recommended.* EXCLUDE (recommendation_id),
        'action' AS kind,
        actions.* EXCLUDE (action_id, recommendation_id),
        promised.* EXCLUDE (promise_id),
        promise_id IS NOT NULL AS is_promise
    FROM actions
    JOIN recommended USING (recommendation_id)
    LEFT JOIN promised ON promise_id = action_id
    WHERE speaks OR promise_id IS NOT NULL
    UNION ALL BY NAME
    SELECT
        entry_id AS item_id,
        recommended.* EXCLUDE (recommendation_id),
        'progress' AS kind,
        joint_state(stated, complete, ongoing) AS state,
        entry_id IN (SELECT entry_id FROM complete_with_promises_at(day)) AS is_still_promising
    FROM kept.spoken_entries AS spoken
    JOIN recommended USING (recommendation_id)
    WHERE spoken.kind = 'progress' AND speaks
)
SELECT
    item_id,
    item,
    review_id,
    reckoned_on,
    response,
    addressee,
    topics,
    levers,
    struct_pack(
        kind,
        speaks,
        is_update,
        not_accepted,
        answer,
        completed,
        has_no_action,
        state,
        is_complete,
        is_silent,
        is_unread,
        is_still_promising,
        is_promise,
        promised_state,
        was_complete,
        outcome,
        left_out,
        is_promise_unread,
        is_dropped,
        is_past,
        timeliness,
        known_by,
        time_left_out,
        is_topical := topics > 0
    ) AS seen
FROM sights
JOIN (SELECT item_id, item, topics, levers FROM kept.items) USING (item_id);
