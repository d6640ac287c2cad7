-- The targets of the entries.

INSERT INTO entry_targets BY NAME
SELECT
    kept_entry_targets.* EXCLUDE (key, place) REPLACE (
        plan_id || entry_id AS entry_id
    )
FROM kept_entry_targets
JOIN loaded USING (key)
ORDER BY loaded.place, kept_entry_targets.place;
