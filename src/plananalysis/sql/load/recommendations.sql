-- The recommendations of the plans that are loaded, in their order.

INSERT INTO recommendations BY NAME
SELECT
    kept_recommendations.* EXCLUDE (key, place) REPLACE (
        plan_id || recommendation_id AS recommendation_id
    ),
    plan_id
FROM kept_recommendations
JOIN loaded USING (key)
ORDER BY loaded.place, kept_recommendations.place;
