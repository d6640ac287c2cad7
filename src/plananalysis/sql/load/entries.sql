-- The entries of the plans that are loaded, in their order.

INSERT INTO entries BY NAME
SELECT
    kept_entries.* EXCLUDE (key, place) REPLACE (
        plan_id || entry_id AS entry_id,
        plan_id || recommendation_id AS recommendation_id
    )
FROM kept_entries
JOIN loaded USING (key)
ORDER BY loaded.place, kept_entries.place;
