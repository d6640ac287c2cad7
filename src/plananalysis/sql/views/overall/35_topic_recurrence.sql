-- Which topics come back across reviews, alone (`other_topic` null) and in pairs that stand in one
-- recommendation, its entries included. The latest edition speaks for each review.

CREATE MACRO reckon_topic_recurrence(day) AS TABLE
WITH
latest AS (
    SELECT plan_id, review_id, published_on
    FROM editions_at(day)
    JOIN (SELECT review_id, published_on FROM reviews) USING (review_id)
    WHERE is_latest
),
coded AS MATERIALIZED (
    SELECT recommendation_id, review_id, published_on, kind <> 'recommendation' AS is_entry, topics
    FROM kept.items
    JOIN latest USING (plan_id)
    WHERE topics > 0
),
-- Recommendations of one review with the same topics, those of their entries included, are counted
-- at once.
together AS MATERIALIZED (
    SELECT review_id, published_on, topics, count(*) AS n
    FROM (
        SELECT recommendation_id, review_id, published_on, bit_or(topics) AS topics
        FROM coded
        GROUP BY ALL
    )
    GROUP BY ALL
),
of_entries AS MATERIALIZED (
    SELECT topics, count(*) AS n
    FROM coded
    WHERE is_entry
    GROUP BY topics
),
topic_bits AS MATERIALIZED (
    SELECT code, bit
    FROM kept.code_bits
    WHERE facet = 'topic'
),
sets AS MATERIALIZED (
    SELECT topics FROM together
    UNION
    SELECT topics FROM of_entries
),
-- what is in each set: each topic, and each pair of topics
parts AS MATERIALIZED (
    SELECT topics, code AS topic, NULL AS other_topic
    FROM sets
    JOIN topic_bits ON topics & bit > 0
    UNION ALL
    SELECT topics, first.code, other.code
    FROM sets
    JOIN topic_bits AS first ON topics & first.bit > 0
    JOIN topic_bits AS other ON topics & other.bit > 0 AND first.code < other.code
),
found AS (
    SELECT
        topic,
        other_topic,
        count(DISTINCT review_id) AS reviews,
        sum(n)::BIGINT AS recommendations,
        min(published_on) AS first_on,
        max(published_on) AS last_on
    FROM together
    JOIN parts USING (topics)
    GROUP BY topic, other_topic
),
of_found AS (
    SELECT topic, other_topic, sum(n)::BIGINT AS entries
    FROM of_entries
    JOIN parts USING (topics)
    GROUP BY topic, other_topic
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
