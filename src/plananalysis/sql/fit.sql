-- What stands in for other plans where the rows of some are held against the schema by themselves.

CREATE OR REPLACE TEMP VIEW loaded AS
SELECT
    key,
    key AS plan_id,
    'review' AS review_id,
    if(updated_on IS NULL, 1, 2) AS edition,
    row_number() OVER (ORDER BY key) AS place
FROM kept_plans;

CREATE OR REPLACE TEMP VIEW named AS
SELECT DISTINCT owner_raw, NULL::VARCHAR AS post_id
FROM kept_entry_owners;
