-- What was wrong in the sources.

INSERT INTO faults BY NAME
SELECT
    kept_faults.* EXCLUDE (key, place),
    plan_id
FROM kept_faults
JOIN loaded USING (key)
ORDER BY loaded.place, kept_faults.place;
