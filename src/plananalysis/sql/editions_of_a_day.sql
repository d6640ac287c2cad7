-- The editions that speak for a day, with what it takes to tell whether another is the same.

SELECT
    source_file,
    source_sha256,
    source_format,
    title,
    submitted_on::VARCHAR AS submitted_on,
    updated_on::VARCHAR AS updated_on,
    published_on::VARCHAR AS published_on,
    EXISTS (
        FROM entries
        JOIN recommendations USING (recommendation_id)
        WHERE recommendations.plan_id = plans.plan_id AND kind = 'progress'
    ) AS has_progress,
    true AS is_reconciled,
    account_unread,
    0 AS faults_left,
    0 AS faults_mended
FROM plans
WHERE as_of_on = $day::DATE
ORDER BY source_file;
