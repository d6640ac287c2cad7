-- What the Target Date cell of an entry says, its values taken together: one row an entry.

CREATE TABLE kept.entry_values AS
WITH
targets AS (
    SELECT
        entry_targets.*,
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
    JOIN entries USING (entry_id)
)
SELECT
    entry_id,
    count(*) FILTER (state <> 'none') AS stated,
    count(*) FILTER (state IN ('complete', 'complete_ongoing')) AS complete,
    count(*) FILTER (state = 'complete_ongoing') AS ongoing,
    bool_or(state = 'commenced' AND earliest_on IS NOT NULL) AS has_start,
    -- Several dates in one cell: from the first to the last day that any of them can mean.
    min(earliest_on) FILTER (is_due) AS due_earliest_on,
    max(latest_on) FILTER (is_due) AS due_latest_on,
    string_agg(DISTINCT edtf, '; ' ORDER BY edtf) FILTER (is_due) AS due_edtf,
    string_agg(nullif(target_raw, ''), '; ' ORDER BY position) FILTER (is_due) AS due_raw,
    string_agg(DISTINCT recurs::VARCHAR, '; ' ORDER BY recurs::VARCHAR) AS recurs,
    string_agg(nullif(target_raw, ''), '; ' ORDER BY position) AS target_raw
FROM targets
GROUP BY entry_id;

CREATE VIEW entry_values AS
FROM kept.entry_values;
