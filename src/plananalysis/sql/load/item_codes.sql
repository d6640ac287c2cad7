-- The codes of every text.

INSERT INTO item_codes BY NAME
SELECT
    kept_item_codes.* EXCLUDE (key, place) REPLACE (
        plan_id || item_id AS item_id,
        plan_id || inherited_from AS inherited_from
    )
FROM kept_item_codes
JOIN loaded USING (key)
ORDER BY loaded.place, kept_item_codes.place;
