-- What an edition says of each of its actions: its own target cell, and the progress entries
-- linked to it. One row an action of an edition.

CREATE TABLE kept.action_reports AS
WITH
progress AS (
    SELECT
        action_id,
        count(*) AS progress_entries,
        sum(stated) AS stated,
        sum(complete) AS complete,
        sum(ongoing) AS ongoing,
        list(progress_id ORDER BY position, progress_id) AS progress_ids
    FROM links
    JOIN kept.spoken_entries ON entry_id = progress_id
    GROUP BY action_id
),
both_states AS (
    SELECT
        actions.entry_id AS action_id,
        recommendation_id,
        plan_id,
        joint_state(actions.stated, actions.complete, actions.ongoing) AS promised_state,
        joint_state(
            coalesce(progress.stated, 0), coalesce(progress.complete, 0), progress.ongoing
        ) AS progress_state,
        coalesce(progress_entries, 0) AS progress_entries,
        coalesce(progress_ids, []) AS progress_ids,
        actions.place
    FROM kept.spoken_entries AS actions
    LEFT JOIN progress ON progress.action_id = actions.entry_id
    WHERE actions.kind = 'action'
)
SELECT
    * EXCLUDE (place),
    -- Progress speaks last; where it states nothing, what the action row says stands.
    CASE WHEN progress_state = 'not stated' THEN promised_state ELSE progress_state END AS state
FROM both_states
ORDER BY place;

CREATE VIEW action_reports AS
FROM kept.action_reports;
