-- Each place has a number for its recommendation, its plan and its review. Which numbers they are
-- changes nothing.
CREATE TABLE stands AS
WITH recommendations AS (
    SELECT recommendation_id, row_number() OVER ()::INTEGER AS recommendation
    FROM passages GROUP BY recommendation_id
),
plans AS (SELECT plan_id, row_number() OVER ()::INTEGER AS plan FROM passages GROUP BY plan_id),
reviews AS (
    SELECT review_id, row_number() OVER ()::INTEGER AS review FROM passages GROUP BY review_id
)
SELECT place, recommendation, plan, review
FROM passages
JOIN recommendations USING (recommendation_id)
JOIN plans USING (plan_id)
JOIN reviews USING (review_id);
