-- What the plans say that their abbreviations stand for.

INSERT INTO abbreviations BY NAME
SELECT
    kept_abbreviations.* EXCLUDE (key, place),
    plan_id
FROM kept_abbreviations
JOIN loaded USING (key)
ORDER BY loaded.place, kept_abbreviations.place;
