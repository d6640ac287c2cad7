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
-- the topics of each recommendation, its entries included
together AS (
    SELECT DISTINCT recommendation_id, review_id, published_on, topic
    FROM coded
),
of_entries AS (
    SELECT item_id, topic
    FROM coded
    WHERE NOT is_recommendation
),
alone AS (
    SELECT
        topic,
        NULL AS other_topic,
        count(DISTINCT review_id) AS reviews,
        count(*) AS recommendations,
        min(published_on) AS first_on,
        max(published_on) AS last_on
    FROM together
    GROUP BY topic
),
entries_alone AS (
    SELECT topic, NULL AS other_topic, count(*) AS entries
    FROM of_entries
    GROUP BY topic
),
pairs AS (
    SELECT
        together.topic,
        other.topic AS other_topic,
        count(DISTINCT together.review_id) AS reviews,
        count(*) AS recommendations,
        min(together.published_on) AS first_on,
        max(together.published_on) AS last_on
    FROM together
    JOIN together AS other
        ON other.recommendation_id = together.recommendation_id AND together.topic < other.topic
    GROUP BY together.topic, other.topic
),
-- entries that are about both
entries_of_pairs AS (
    SELECT of_entries.topic, other.topic AS other_topic, count(*) AS entries
    FROM of_entries
    JOIN of_entries AS other
        ON other.item_id = of_entries.item_id AND of_entries.topic < other.topic
    GROUP BY of_entries.topic, other.topic
),
found AS (
    FROM alone
    UNION ALL
    FROM pairs
),
of_found AS (
    FROM entries_alone
    UNION ALL
    FROM entries_of_pairs
),
counted AS (
    SELECT
        found.topic,
        found.other_topic,
        reviews,
        recommendations,
        coalesce(entries, 0) AS entries,
        first_on,
        last_on
    FROM found
    LEFT JOIN of_found
        ON of_found.topic = found.topic
        AND of_found.other_topic IS NOT DISTINCT FROM found.other_topic
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
