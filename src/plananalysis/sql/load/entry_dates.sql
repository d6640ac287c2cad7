-- The dates in the texts of the entries.

INSERT INTO entry_dates BY NAME
SELECT
    kept_entry_dates.* EXCLUDE (key, place) REPLACE (
        plan_id || entry_id AS entry_id
    )
FROM kept_entry_dates
JOIN loaded USING (key)
ORDER BY loaded.place, kept_entry_dates.place;
