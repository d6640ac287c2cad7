-- The texts of all recommendations, in the order in which they are stored.

SELECT
    recommendation_id AS item_id,
    recommendation_id,
    plan_id,
    text
FROM recommendations;
