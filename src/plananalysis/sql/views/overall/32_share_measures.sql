-- The measures that are shares, each under its own name, cut by everything that it can be cut by.

CREATE VIEW completion AS
SELECT * EXCLUDE (measure) FROM shares WHERE measure = 'completion';

CREATE VIEW recommendation_completion AS
SELECT * EXCLUDE (measure) FROM shares WHERE measure = 'recommendation_completion';

CREATE VIEW timeliness AS
SELECT * EXCLUDE (measure) FROM shares WHERE measure = 'timeliness';

-- With the reasons given where a recommendation was not wholly agreed.
CREATE MACRO reckon_acceptance(day) AS TABLE
WITH
reasoned AS (
    SELECT item, latest.* EXCLUDE (plan_id), items.response, addressee, topics, levers, reason
    FROM (
        SELECT recommendation_id AS item_id, unnest(reasons)::VARCHAR AS reason
        FROM recommendations
    )
    JOIN kept.items USING (item_id)
    JOIN (FROM spoken_for_at(day) WHERE plan_id = speaking_plan_id) AS latest USING (plan_id)
),
grouped AS (
    SELECT cut, value, item, response, reason
    FROM cut_by_recommendation('reasoned')
    UNION ALL
    SELECT cut, value, item, response, reason
    FROM cut_by_owner('reasoned')
    UNION ALL
    SELECT cut, value, item, response, reason
    FROM cut_by_code('reasoned')
),
given AS (
    SELECT
        cut,
        value,
        response AS outcome,
        list(DISTINCT reason ORDER BY reason) AS reasons,
        count(DISTINCT item) AS n_with_reasons
    FROM grouped
    GROUP BY ALL
)
SELECT
    shares.* EXCLUDE (measure),
    coalesce(reasons, []) AS reasons,
    coalesce(n_with_reasons, 0) AS n_with_reasons
FROM shares_at(day) AS shares
JOIN measure_outcomes USING (measure, outcome)
LEFT JOIN given USING (cut, value, outcome)
WHERE measure = 'acceptance'
ORDER BY cut, value, label, position;

CREATE TABLE kept.acceptance AS
FROM reckon_acceptance(NULL);

CREATE MACRO acceptance_at(day) AS TABLE
FROM kept.acceptance
WHERE day IS NULL
UNION ALL
FROM reckon_acceptance(day)
WHERE day IS NOT NULL;

CREATE VIEW acceptance AS
FROM kept.acceptance;
