-- Everything that the visible editions say of each promise, in order of time.
--
-- A promise is an action where it is first met: in the first edition, or in an update where the
-- first edition is not at hand or does not hold it. The actions of later editions that restate it
-- (`edition_links`) are the same promise. A promise is known by the entry_id of that first action.

CREATE MACRO reckon_statements(day) AS TABLE
WITH RECURSIVE
editions AS (
    FROM editions_at(day)
),
actions AS (
    SELECT entry_id AS action_id
    FROM kept.spoken_entries
    JOIN editions USING (plan_id)
    WHERE kind = 'action'
),
restated AS (
    SELECT earlier_id, later_id, score
    FROM edition_links
    WHERE earlier_id IN (SELECT action_id FROM actions)
      AND later_id IN (SELECT action_id FROM actions)
),
-- The promises that are restated, and by which actions.
lineage(promise_id, action_id) AS (
    SELECT earlier_id, later_id
    FROM restated
    WHERE earlier_id NOT IN (SELECT later_id FROM restated)
    UNION
    SELECT promise_id, later_id
    FROM lineage
    JOIN restated ON earlier_id = action_id
),
shared AS (
    -- An action into which several promises ran together: whose date is it?
    SELECT action_id
    FROM lineage
    GROUP BY action_id
    HAVING count(*) > 1
),
said_by_actions AS (
    SELECT
        action_id AS promise_id, action_id AS entry_id, 'promise' AS statement, false AS is_shared
    FROM actions
    WHERE action_id NOT IN (SELECT later_id FROM restated)
    UNION ALL BY NAME
    SELECT
        promise_id,
        action_id AS entry_id,
        'restatement' AS statement,
        action_id IN (FROM shared) AS is_shared,
        score
    FROM lineage
    JOIN (SELECT later_id AS action_id, max(score) AS score FROM restated GROUP BY later_id)
        USING (action_id)
),
said_by_progress AS (
    SELECT
        promise_id,
        progress_id AS entry_id,
        'progress' AS statement,
        bool_or(is_shared) AS is_shared,
        max(links.score) AS score
    FROM said_by_actions
    JOIN links ON action_id = entry_id
    GROUP BY ALL
),
said AS (
    FROM said_by_actions
    UNION ALL BY NAME
    FROM said_by_progress
),
dated AS (
    SELECT
        said.*,
        plan_id,
        review_id,
        edition,
        recommendation_id,
        alignment,
        as_of AS heading_month,
        stated,
        complete,
        ongoing,
        has_start,
        due_earliest_on,
        due_latest_on,
        due_edtf,
        due_raw,
        recurs,
        target_raw,
        2 * sequence + (statement = 'progress')::INTEGER AS stated_order,
        CASE
            -- Progress tells how things stood in the month of its heading.
            WHEN statement = 'progress' THEN least(
                coalesce(last_day(strptime(as_of, '%Y-%m')::DATE), as_of_on), as_of_on
            )
            -- An update repeats what was promised on the day of the first submission.
            WHEN statement = 'promise' AND sequence = 1 THEN coalesce(submitted_on, as_of_on)
            ELSE as_of_on
        END AS stated_on
    FROM said
    JOIN kept.spoken_entries AS spoken USING (entry_id)
    JOIN editions USING (plan_id)
),
-- what was promised first of what was restated
promised AS (
    SELECT
        entry_id AS promise_id,
        joint_state(stated, complete, ongoing) AS promised_state,
        due_edtf AS promised_edtf
    FROM kept.spoken_entries
    WHERE entry_id IN (SELECT promise_id FROM lineage)
)
SELECT
    dated.*,
    -- An update is meant to repeat the first promise. Where its action row reads otherwise, that
    -- counts as a new statement only if the cell is beyond doubt: an export that lost or glued a
    -- cell is likelier than a promise changed without a word.
    CASE statement
        WHEN 'restatement' THEN
            alignment = 'certain'
            AND NOT is_shared
            AND stated > 0
            AND (
                due_edtf IS DISTINCT FROM promised_edtf
                OR joint_state(stated, complete, ongoing) <> promised_state
            )
        ELSE stated > 0
    END AS is_telling
FROM dated
LEFT JOIN promised USING (promise_id);

CREATE MACRO statements_at(day) AS TABLE
FROM reckon_statements(day);

-- The build alone asks for all of them, several times over: it has them at hand until it ends.
CREATE TEMP TABLE statements_at_hand AS
FROM reckon_statements(NULL);

CREATE TEMP MACRO statements_at(day) AS TABLE
FROM statements_at_hand
WHERE day IS NULL
UNION ALL
FROM reckon_statements(day)
WHERE day IS NOT NULL;
