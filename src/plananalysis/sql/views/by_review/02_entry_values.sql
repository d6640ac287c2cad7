-- The few entries of which a relation, whose name is given, tells several things: of these more is
-- to be done than to take the one value that they have.
CREATE MACRO several_of(relation) AS TABLE
SELECT DISTINCT entry_id
FROM query_table(relation)
WHERE position > 1;

-- What the Target Date cell of an entry says, its values taken together: one row an entry.
--
-- What else is asked of entries together with it is kept beside it.
CREATE TABLE kept.spoken_entries AS
WITH
placed AS (
    SELECT
        entry_id,
        recommendation_id,
        plan_id,
        entries.kind,
        entries.position,
        as_of,
        alignment,
        ref,
        line_first,
        line_last,
        response::VARCHAR AS response,
        addressee,
        -- in the order in which the entries are stored: a number, where a key is long
        entries.rowid AS place
    FROM entries
    JOIN (SELECT recommendation_id, plan_id, response, addressee FROM recommendations)
        USING (recommendation_id)
),
targets AS (
    SELECT
        placed.*,
        entry_targets.* EXCLUDE (entry_id, position),
        entry_targets.position AS number,
        -- A date by which something is due. Not the start of what has commenced. A date beside the
        -- word complete is due only if it lies after the month for which the progress speaks.
        earliest_on IS NOT NULL
        AND CASE
            WHEN state IN ('dated', 'delayed', 'ongoing') THEN true
            WHEN state IN ('complete', 'complete_ongoing')
                THEN coalesce(earliest_on > last_day(strptime(as_of, '%Y-%m')::DATE), false)
            ELSE false
        END AS is_due
    FROM entry_targets
    JOIN placed USING (entry_id)
),
single_values AS (
    SELECT
        * EXCLUDE (state, edtf, earliest_on, latest_on, recurs, target_raw, is_due),
        (state <> 'none')::BIGINT AS stated,
        (state IN ('complete', 'complete_ongoing'))::BIGINT AS complete,
        (state = 'complete_ongoing')::BIGINT AS ongoing,
        state = 'commenced' AND earliest_on IS NOT NULL AS has_start,
        CASE WHEN is_due THEN earliest_on END AS due_earliest_on,
        CASE WHEN is_due THEN latest_on END AS due_latest_on,
        CASE WHEN is_due THEN edtf END AS due_edtf,
        CASE WHEN is_due THEN nullif(target_raw, '') END AS due_raw,
        recurs::VARCHAR AS recurs,
        nullif(target_raw, '') AS target_raw
    FROM targets
),
joint_values AS (
    SELECT * EXCLUDE (number)
    FROM single_values
    ANTI JOIN several_of('entry_targets') USING (entry_id)
    UNION ALL
    SELECT * EXCLUDE (number) REPLACE (
        sum(stated)::BIGINT AS stated,
        sum(complete)::BIGINT AS complete,
        sum(ongoing)::BIGINT AS ongoing,
        bool_or(has_start) AS has_start,
        -- Several dates in one cell: from the first to the last day that any of them can mean.
        min(due_earliest_on) AS due_earliest_on,
        max(due_latest_on) AS due_latest_on,
        string_agg(DISTINCT due_edtf, '; ' ORDER BY due_edtf) AS due_edtf,
        string_agg(due_raw, '; ' ORDER BY number) AS due_raw,
        string_agg(DISTINCT recurs, '; ' ORDER BY recurs) AS recurs,
        string_agg(target_raw, '; ' ORDER BY number) AS target_raw
    )
    FROM single_values
    SEMI JOIN several_of('entry_targets') USING (entry_id)
    GROUP BY ALL
)
SELECT *
FROM joint_values
ORDER BY place;

CREATE VIEW entry_values AS
SELECT
    entry_id,
    stated,
    complete,
    ongoing,
    has_start,
    due_earliest_on,
    due_latest_on,
    due_edtf,
    due_raw,
    recurs,
    target_raw
FROM kept.spoken_entries;
