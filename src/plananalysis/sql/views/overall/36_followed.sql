-- What became of a topic, in the order in which it is told: by topic, and review by review.

CREATE TABLE kept.followed AS
WITH
plan_places AS (
    SELECT plan_id, row_number() OVER (ORDER BY reviews.published_on, plan_id) AS plan_place
    FROM plans
    JOIN reviews USING (review_id)
),
items AS (
    SELECT
        item,
        plan_place,
        line_first,
        -- Keys begin with the plan's: what is left of them puts its items in the same order.
        substr(item_id, length(plan_id) + 1) AS end_of_key
    FROM kept.items
    JOIN plan_places USING (plan_id)
)
SELECT topical.*
FROM kept.topical AS topical
JOIN items USING (item)
ORDER BY topic, plan_place, line_first, end_of_key;

DROP TABLE kept.topical;

-- The rows of a relation, whose name is given, with what is told of their items.
CREATE MACRO tell_followed(relation) AS TABLE
SELECT
    topic,
    reviews.title AS review,
    reviews.published_on,
    items.plan_id,
    item_id,
    recommendation_id,
    items.kind,
    ref,
    -- the month of a progress entry, else the day on which the plan was submitted
    coalesce(as_of, plans.submitted_on::VARCHAR) AS spoken,
    said,
    owners_raw,
    outcome,
    original_raw,
    slip_months_min,
    slip_months_max,
    text,
    phrase,
    inherited_from,
    items.source_file,
    line_first,
    line_last,
    place_told
FROM query_table(relation)
JOIN kept.worded_items AS items USING (item)
JOIN plans ON plans.plan_id = items.plan_id
JOIN reviews USING (review_id);

CREATE VIEW followed AS
WITH
told AS NOT MATERIALIZED (
    SELECT rowid AS place_told, * FROM kept.followed
)
SELECT * EXCLUDE (place_told)
FROM tell_followed('told')
ORDER BY place_told;

CREATE MACRO followed_at(day) AS TABLE
WITH
told AS NOT MATERIALIZED (
    SELECT NULL AS place_told, *
    FROM reckon_followed(day)
    WHERE day IS NOT NULL
),
of_day AS (
    SELECT * EXCLUDE (place_told)
    FROM tell_followed('told')
    ORDER BY topic, published_on, plan_id, line_first, item_id
)
FROM followed
WHERE day IS NULL
UNION ALL
FROM of_day;
