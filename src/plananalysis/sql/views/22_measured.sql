-- The rows behind every share: which items a measure looked at, what it found of each, and which
-- it left out and why. An item may show two outcomes, one of which is part of the other.
-- `is_unread` marks what counts as not reported complete only because the cell that should say so
-- is empty or could not be read.

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
        is_update,
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
        -- Months on the calendar from the last month that the original target can mean: the
        -- twelfth is still within.
        CASE
            WHEN outcome = 'reported complete' AND slip_months_max(
                original_latest_on,
                least(completed_by_on, coalesce(evidenced_latest_on, completed_by_on))
            ) <= 12 THEN 'within 12 months'
            WHEN outcome = 'reported complete' AND slip_months_min(
                original_latest_on,
                greatest(completed_after_on, coalesce(evidenced_earliest_on, completed_after_on))
            ) > 12 THEN 'later than 12 months'
            WHEN outcome = 'reported complete' THEN 'complete, cannot be told when'
            WHEN slip_months_max(original_latest_on, slippage.reckoned_on) > 12
                THEN 'not reported complete'
            ELSE 'not yet known'
        END AS timeliness,
        known_by,
        times.left_out AS time_left_out
    FROM slippage_at(day) AS slippage
    JOIN (SELECT promise_id, known_by, left_out FROM time_to_complete_at(day)) AS times
        USING (promise_id)
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
    sights.item_id,
    review_id,
    reckoned_on,
    sights.response,
    sights.addressee,
    topics,
    levers,
    {
        kind: sights.kind,
        speaks: speaks,
        is_update: is_update AND speaks,
        not_accepted: not_accepted,
        answer: answer,
        completed: completed,
        has_no_action: has_no_action,
        state: state,
        is_complete: is_complete,
        is_silent: is_silent,
        is_unread: is_unread,
        is_still_promising: is_still_promising,
        is_promise: is_promise,
        promised_state: promised_state,
        was_complete: was_complete,
        outcome: outcome,
        left_out: left_out,
        is_promise_unread: is_promise_unread,
        is_dropped: is_dropped,
        is_past: is_past,
        timeliness: timeliness,
        known_by: known_by,
        time_left_out: time_left_out,
        is_topical: topics > 0
    } AS seen
FROM sights
JOIN (SELECT item_id, topics, levers FROM kept.items) USING (item_id);

-- What the measures find of each sight of a relation, whose name is given.
CREATE MACRO tell_measures(relation) AS TABLE
WITH
profiles AS (
    SELECT profile, unnest(seen)
    FROM query_table(relation)
),
acceptance AS (
    SELECT
        'acceptance' AS measure,
        profile,
        [answer] AS outcomes,
        CASE WHEN answer IS NULL THEN 'no response read' END AS left_out
    FROM profiles
    WHERE kind = 'recommendation'
),
completion AS (
    SELECT
        'completion' AS measure,
        profile,
        CASE
            WHEN is_complete
            THEN ['reported complete', state]
            ELSE ['not reported complete']
        END AS outcomes,
        not_accepted AS left_out,
        is_unread AND NOT is_complete AS is_unread
    FROM profiles
    WHERE kind = 'action' AND speaks
),
recommendation_completion AS (
    SELECT
        'recommendation_completion' AS measure,
        profile,
        [coalesce(completed, 'not')] AS outcomes,
        coalesce(not_accepted, CASE WHEN has_no_action THEN 'no action stated' END) AS left_out,
        is_unread
    FROM profiles
    WHERE kind = 'recommendation'
),
complete_on_arrival AS (
    SELECT
        'complete_on_arrival' AS measure,
        profile,
        CASE
            WHEN was_complete
            THEN ['complete on arrival', promised_state]
            ELSE ['promised']
        END AS outcomes,
        CASE WHEN promised_state = 'not stated' THEN 'empty or unread target cell' END AS left_out
    FROM profiles
    WHERE is_promise
),
complete_with_promises AS (
    SELECT
        'complete_with_promises' AS measure,
        profile,
        CASE
            WHEN is_still_promising
            THEN ['still promises']
            ELSE ['promises nothing more']
        END AS outcomes,
        CASE state
            WHEN 'open' THEN 'not reported complete'
            WHEN 'not stated' THEN 'empty or unread target cell'
            WHEN 'complete_ongoing' THEN 'complete and ongoing: said to go on'
        END AS left_out
    FROM profiles
    WHERE kind = 'progress'
),
silent_actions AS (
    SELECT
        'silent_actions' AS measure,
        profile,
        CASE
            WHEN is_silent
            THEN ['silent', 'no progress entry']
            ELSE ['reported on']
        END AS outcomes,
        CASE WHEN is_update THEN NULL ELSE 'first edition: nothing is reported yet' END AS left_out
    FROM profiles
    WHERE kind = 'action' AND speaks
    UNION ALL
    SELECT 'silent_actions', profile, ['silent', 'no longer stated'], NULL
    FROM profiles
    WHERE is_promise AND is_dropped
),
past_due AS (
    SELECT
        'past_due' AS measure,
        profile,
        CASE
            WHEN outcome = 'reported complete' THEN ['reported complete']
            WHEN is_past THEN ['past due']
            ELSE ['open, not yet due']
        END AS outcomes,
        left_out,
        is_promise_unread AND outcome <> 'reported complete' AS is_unread
    FROM profiles
    WHERE is_promise
),
timeliness AS (
    SELECT
        'timeliness' AS measure,
        profile,
        [timeliness] AS outcomes,
        left_out,
        is_promise_unread AND outcome <> 'reported complete' AS is_unread
    FROM profiles
    WHERE is_promise
),
slippage AS (
    SELECT
        'slippage' AS measure,
        profile,
        [outcome] AS outcomes,
        left_out,
        is_promise_unread AND outcome <> 'reported complete' AS is_unread
    FROM profiles
    WHERE is_promise
),
time_to_complete AS (
    SELECT
        'time_to_complete' AS measure,
        profile,
        [known_by] AS outcomes,
        time_left_out AS left_out
    FROM profiles
    WHERE is_promise
),
owner_load AS (
    SELECT
        'owner_load' AS measure,
        profile,
        CASE
            WHEN kind = 'progress' THEN ['progress']
            WHEN is_complete THEN ['action']
            ELSE ['action', 'open']
        END AS outcomes,
        NULL AS left_out
    FROM profiles
    WHERE kind <> 'recommendation' AND speaks
),
topic_recurrence AS (
    SELECT
        'topic_recurrence' AS measure,
        profile,
        [CASE WHEN kind = 'recommendation' THEN 'recommendation' ELSE 'entry' END] AS outcomes,
        CASE WHEN is_topical THEN NULL ELSE 'not coded' END AS left_out
    FROM profiles
    WHERE speaks
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

CREATE TEMP TABLE sights AS
FROM reckon_sights(NULL);

CREATE TABLE kept.profiles AS
SELECT row_number() OVER (ORDER BY seen) AS profile, seen
FROM (SELECT DISTINCT seen FROM sights)
ORDER BY profile;

CREATE TABLE kept.findings AS
SELECT sights.* EXCLUDE (seen), profile
FROM sights
JOIN kept.profiles USING (seen)
ORDER BY item_id;

DROP TABLE sights;

CREATE TABLE kept.profile_findings AS
FROM tell_measures('kept.profiles')
ORDER BY profile, measure, outcomes;

CREATE MACRO reckon_measured(day) AS TABLE
WITH
sights AS MATERIALIZED (
    FROM reckon_sights(day)
),
ways AS (
    SELECT row_number() OVER () AS profile, seen
    FROM (SELECT DISTINCT seen FROM sights)
),
told AS (
    FROM tell_measures('ways')
)
SELECT measure, item_id, review_id, reckoned_on, outcomes, left_out, is_unread
FROM sights
JOIN ways USING (seen)
JOIN told USING (profile);

CREATE VIEW measured AS
SELECT measure, item_id, review_id, reckoned_on, outcomes, left_out, is_unread
FROM kept.findings
JOIN kept.profile_findings USING (profile);

CREATE MACRO measured_at(day) AS TABLE
FROM measured
WHERE day IS NULL
UNION ALL
FROM reckon_measured(day)
WHERE day IS NOT NULL;
