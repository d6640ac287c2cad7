-- Each edition that is in the database, with how much of it there is: what one run is compared by
-- with the next.

SELECT
    plan_id,
    review_id,
    title,
    edition,
    as_of_on::VARCHAR AS as_of_on,
    source_file,
    source_sha256,
    count(DISTINCT recommendation_id) AS recommendations,
    count(entry_id) FILTER (kind = 'action') AS actions,
    count(entry_id) FILTER (kind = 'progress') AS progress
FROM plans
LEFT JOIN recommendations USING (plan_id)
LEFT JOIN entries USING (recommendation_id)
GROUP BY ALL
ORDER BY plan_id;
