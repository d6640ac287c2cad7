-- Which promises no progress entry reports on: actions of an update that none is linked to, and
-- actions of an earlier edition that the latest no longer states.

CREATE MACRO reckon_silent_actions(day) AS TABLE
WITH
not_reported AS (
    SELECT
        action_id,
        review_id,
        plan_id,
        action_reports.recommendation_id,
        'no progress entry' AS silence,
        promised_state
    FROM action_reports
    JOIN (FROM editions_at(day) WHERE is_latest AND is_update) USING (plan_id)
    WHERE progress_entries = 0
),
no_longer_stated AS (
    SELECT
        promise_id AS action_id,
        review_id,
        promised_in AS plan_id,
        recommendation_id,
        'no longer stated' AS silence,
        promised_state
    FROM promises_at(day)
    WHERE NOT is_still_stated
),
silent AS (
    FROM not_reported
    UNION ALL
    FROM no_longer_stated
)
SELECT
    silent.*,
    target_raw,
    alignment,
    line_first,
    line_last
FROM silent
JOIN (
    SELECT entry_id AS action_id, alignment, line_first, line_last FROM entries
) USING (action_id)
JOIN (SELECT entry_id AS action_id, target_raw FROM entry_values) USING (action_id);

CREATE TABLE kept.silent_actions AS
SELECT silent_actions.*, place
FROM reckon_silent_actions(NULL) AS silent_actions
JOIN (SELECT entry_id AS action_id, place FROM kept.spoken_entries) USING (action_id)
ORDER BY place;

-- With its words, which are stored with the entry alone.
CREATE VIEW silent_actions AS
SELECT silent_actions.* EXCLUDE (place), text
FROM kept.silent_actions AS silent_actions
JOIN (SELECT rowid AS place, text FROM entries) USING (place)
ORDER BY place;

CREATE MACRO silent_actions_at(day) AS TABLE
WITH
of_day AS (
    SELECT silent_actions.*, text
    FROM reckon_silent_actions(day) AS silent_actions
    JOIN (SELECT entry_id AS action_id, rowid AS place, text FROM entries) USING (action_id)
    WHERE day IS NOT NULL
    ORDER BY place
)
FROM silent_actions
WHERE day IS NULL
UNION ALL
FROM of_day;
