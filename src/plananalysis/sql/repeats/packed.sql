-- What packs hold of the plans that are loaded, as the search for repeats goes by it: a place for
-- every recommendation, then one for every entry, in the order in which they are stored.

CREATE TABLE bases AS
WITH sizes AS (
    SELECT key, loaded.place AS plan, plan_id, dense_rank() OVER (ORDER BY review_id) AS review,
        coalesce(asked, 0) AS asked, coalesce(answered, 0) AS answered, coalesce(told, 0) AS told
    FROM loaded
    LEFT JOIN (SELECT key, count(*) AS asked FROM kept_recommendations GROUP BY key) USING (key)
    LEFT JOIN (SELECT key, count(*) AS answered FROM kept_entries GROUP BY key) USING (key)
    LEFT JOIN (SELECT key, count(*) AS told FROM kept_wordings GROUP BY key) USING (key)
)
SELECT key, plan_id, plan::INTEGER AS plan, review::INTEGER AS review,
    (sum(asked) OVER before - asked)::INTEGER AS asked,
    (sum(asked) OVER () + sum(answered) OVER before - answered)::INTEGER AS answered,
    (sum(told) OVER before - told)::INTEGER AS told
FROM sizes
WINDOW before AS (ORDER BY plan);

CREATE TEMP VIEW passages AS
SELECT asked + place AS place, plan_id || recommendation_id AS item_id, text
FROM kept_recommendations JOIN bases USING (key)
UNION ALL
SELECT answered + place, plan_id || entry_id, text
FROM kept_entries JOIN bases USING (key);

CREATE TABLE stands AS
SELECT asked + place AS place, asked + place AS recommendation, plan, review
FROM kept_recommendations JOIN bases USING (key)
UNION ALL
SELECT answered + each.place, asked + theirs.place, plan, review
FROM kept_entries AS each
JOIN kept_recommendations AS theirs USING (key, recommendation_id)
JOIN bases USING (key);

CREATE TEMP VIEW sentences AS
SELECT if(is_entry, answered, asked) + item AS place, told + wording AS wording,
    number, first, last, time
FROM kept_sentences JOIN bases USING (key);

CREATE TEMP VIEW read AS
SELECT told + place AS wording, digest, telling, features
FROM kept_wordings JOIN bases USING (key);
