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
given AS (
    SELECT
        cut,
        value,
        response::VARCHAR AS outcome,
        list(DISTINCT reason::VARCHAR ORDER BY reason::VARCHAR) AS reasons,
        count(DISTINCT recommendation_id) AS n_with_reasons
    FROM cuts_at(day)
    JOIN recommendations ON recommendation_id = item_id
    CROSS JOIN unnest(reasons) AS stated(reason)
    WHERE plan_id IN (SELECT plan_id FROM editions_at(day) WHERE is_latest)
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
