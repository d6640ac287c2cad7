-- The closing tables, beside what was counted.

INSERT INTO printed_totals BY NAME
SELECT
    kept_printed_totals.* EXCLUDE (key, place),
    plan_id
FROM kept_printed_totals
JOIN loaded USING (key)
ORDER BY loaded.place, kept_printed_totals.place;
