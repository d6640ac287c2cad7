-- The rows behind every share: which items a measure looked at, what it found of each, and which
-- it left out and why. An item may show two outcomes, one of which is part of the other.
-- `is_unread` marks what counts as not reported complete only because the cell that should say so
-- is empty or could not be read.

-- What the measures find of each sight of a relation, whose name is given.
CREATE MACRO tell_measures(relation) AS TABLE
WITH
profiles AS (
    SELECT profile, unnest(seen)
    FROM query_table(relation)
),
actions AS (
    FROM profiles WHERE kind = 'action' AND speaks
),
promises AS (
    SELECT * REPLACE (is_promise_unread AND outcome <> 'reported complete' AS is_unread)
    FROM profiles
    WHERE is_promise
),
told AS (
    SELECT
        'acceptance' AS measure,
        profile,
        [answer] AS outcomes,
        CASE WHEN answer IS NULL THEN 'no response read' END AS left_out
    FROM profiles
    WHERE kind = 'recommendation'
    UNION ALL BY NAME
    SELECT
        'completion' AS measure,
        profile,
        CASE WHEN is_complete THEN ['reported complete', state] ELSE ['not reported complete'] END
            AS outcomes,
        not_accepted AS left_out,
        is_unread AND NOT is_complete AS is_unread
    FROM actions
    UNION ALL BY NAME
    SELECT
        'recommendation_completion' AS measure,
        profile,
        [coalesce(completed, 'not')] AS outcomes,
        coalesce(not_accepted, CASE WHEN has_no_action THEN 'no action stated' END) AS left_out,
        is_unread
    FROM profiles
    WHERE kind = 'recommendation'
    UNION ALL BY NAME
    SELECT
        'complete_on_arrival' AS measure,
        profile,
        CASE WHEN was_complete THEN ['complete on arrival', promised_state] ELSE ['promised'] END
            AS outcomes,
        CASE WHEN promised_state = 'not stated' THEN 'empty or unread target cell' END AS left_out
    FROM promises
    UNION ALL BY NAME
    SELECT
        'complete_with_promises' AS measure,
        profile,
        [CASE WHEN is_still_promising THEN 'still promises' ELSE 'promises nothing more' END]
            AS outcomes,
        CASE state
            WHEN 'open' THEN 'not reported complete'
            WHEN 'not stated' THEN 'empty or unread target cell'
            WHEN 'complete_ongoing' THEN 'complete and ongoing: said to go on'
        END AS left_out
    FROM profiles
    WHERE kind = 'progress'
    UNION ALL BY NAME
    SELECT
        'silent_actions' AS measure,
        profile,
        CASE WHEN is_silent THEN ['silent', 'no progress entry'] ELSE ['reported on'] END
            AS outcomes,
        CASE WHEN NOT is_update THEN 'first edition: nothing is reported yet' END AS left_out
    FROM actions
    UNION ALL BY NAME
    SELECT 'silent_actions' AS measure, profile, ['silent', 'no longer stated'] AS outcomes
    FROM promises
    WHERE is_dropped
    UNION ALL BY NAME
    SELECT
        'past_due' AS measure,
        profile,
        [
            CASE
                WHEN outcome = 'reported complete' THEN 'reported complete'
                WHEN is_past THEN 'past due'
                ELSE 'open, not yet due'
            END
        ] AS outcomes,
        left_out,
        is_unread
    FROM promises
    UNION ALL BY NAME
    SELECT 'timeliness' AS measure, profile, [timeliness] AS outcomes, left_out, is_unread
    FROM promises
    UNION ALL BY NAME
    SELECT 'slippage' AS measure, profile, [outcome] AS outcomes, left_out, is_unread
    FROM promises
    UNION ALL BY NAME
    SELECT
        'time_to_complete' AS measure,
        profile,
        [known_by] AS outcomes,
        time_left_out AS left_out
    FROM promises
    UNION ALL BY NAME
    SELECT
        'owner_load' AS measure,
        profile,
        CASE
            WHEN kind = 'progress' THEN ['progress']
            WHEN is_complete THEN ['action']
            ELSE ['action', 'open']
        END AS outcomes
    FROM profiles
    WHERE kind <> 'recommendation' AND speaks
    UNION ALL BY NAME
    SELECT
        'topic_recurrence' AS measure,
        profile,
        [CASE WHEN kind = 'recommendation' THEN 'recommendation' ELSE 'entry' END] AS outcomes,
        CASE WHEN NOT is_topical THEN 'not coded' END AS left_out
    FROM profiles
    WHERE speaks
)
SELECT * REPLACE (coalesce(is_unread, false) AS is_unread)
FROM told;

CREATE TEMP TABLE sights AS
FROM reckon_sights(NULL);

-- A way of looking alike is known by the first item that looks so.
CREATE TABLE kept.profiles AS
SELECT min(item) AS profile, seen
FROM sights
GROUP BY seen
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
