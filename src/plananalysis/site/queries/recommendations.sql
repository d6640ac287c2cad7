SELECT
    recommendations.* EXCLUDE (response),
    response::VARCHAR AS response
FROM recommendations
ORDER BY plan_id, position;
