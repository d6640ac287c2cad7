-- Which topics come back across reviews, alone (`other_topic` null) and in pairs that stand in one
-- recommendation, its entries included. The latest edition speaks for each review.

CREATE MACRO reckon_topic_recurrence(day) AS TABLE
WITH
texts AS (
    SELECT recommendation_id AS item_id, recommendation_id, plan_id, true AS is_recommendation
    FROM recommendations
    UNION ALL
    SELECT entry_id, recommendation_id, plan_id, false
    FROM entries
    JOIN recommendations USING (recommendation_id)
),
coded AS (
    SELECT item_id, recommendation_id, is_recommendation, review_id, published_on, code AS topic
    FROM texts
    JOIN (SELECT plan_id, review_id FROM editions_at(day) WHERE is_latest) USING (plan_id)
    JOIN (SELECT review_id, published_on FROM reviews) USING (review_id)
    JOIN item_codes USING (item_id)
    WHERE facet = 'topic'
),
alone AS (
    SELECT
        topic,
        NULL AS other_topic,
        count(DISTINCT review_id) AS reviews,
        count(DISTINCT recommendation_id) AS recommendations,
        count(DISTINCT item_id) FILTER (NOT is_recommendation) AS entries,
        min(published_on) AS first_on,
        max(published_on) AS last_on
    FROM coded
    GROUP BY topic
),
pairs AS (
    SELECT
        coded.topic,
        other.topic AS other_topic,
        count(DISTINCT coded.review_id) AS reviews,
        count(DISTINCT coded.recommendation_id) AS recommendations,
        -- entries that are about both
        count(DISTINCT coded.item_id) FILTER (
            coded.item_id = other.item_id AND NOT coded.is_recommendation
        ) AS entries,
        min(coded.published_on) AS first_on,
        max(coded.published_on) AS last_on
    FROM coded
    JOIN coded AS other
        ON other.recommendation_id = coded.recommendation_id AND coded.topic < other.topic
    GROUP BY coded.topic, other.topic
),
counted AS (
    FROM alone
    UNION ALL BY NAME
    FROM pairs
)
SELECT
    topic,
    topics.label,
    other_topic,
    others.label AS other_label,
    counted.* EXCLUDE (topic, other_topic)
FROM counted
JOIN (FROM codes WHERE facet = 'topic') AS topics ON topics.code = topic
LEFT JOIN (FROM codes WHERE facet = 'topic') AS others ON others.code = other_topic
ORDER BY reviews DESC, recommendations DESC, topic, other_topic NULLS FIRST;

CREATE TABLE kept.topic_recurrence AS
FROM reckon_topic_recurrence(NULL);

CREATE MACRO topic_recurrence_at(day) AS TABLE
FROM kept.topic_recurrence
WHERE day IS NULL
UNION ALL
FROM reckon_topic_recurrence(day)
WHERE day IS NOT NULL;

CREATE VIEW topic_recurrence AS
FROM kept.topic_recurrence;
