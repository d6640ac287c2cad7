-- The editions that the day lets be seen, in the order in which they speak.
SELECT
    plans.*,
    reviews.title AS review,
    reviews.kind::VARCHAR AS kind,
    reviews.published_on AS review_published_on,
    editions.is_latest,
    editions.sequence
FROM plans
JOIN editions_at($day) AS editions USING (plan_id)
JOIN reviews ON reviews.review_id = plans.review_id
ORDER BY plans.as_of_on NULLS LAST, plan_id;
