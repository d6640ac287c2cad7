-- Which progress reports on which action.

INSERT INTO links BY NAME
SELECT
    kept_links.* EXCLUDE (key, place) REPLACE (
        plan_id || progress_id AS progress_id,
        plan_id || action_id AS action_id
    )
FROM kept_links
JOIN loaded USING (key)
ORDER BY loaded.place, kept_links.place;
