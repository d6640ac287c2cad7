-- The owners of the entries, each with the post that its wording names.

INSERT INTO entry_owners BY NAME
SELECT
    kept_entry_owners.* EXCLUDE (key, place) REPLACE (
        plan_id || entry_id AS entry_id
    ),
    post_id
FROM kept_entry_owners
JOIN loaded USING (key)
JOIN named USING (owner_raw)
ORDER BY loaded.place, kept_entry_owners.place;
