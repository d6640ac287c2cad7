-- By what a figure can be cut. One row for each item (recommendation or entry) and each group that
-- it stands in; an item of two owners stands in two groups, so groups may overlap.

-- The owners of each entry, and of each recommendation those of its actions: of every item at least
-- one row. Those of a recommendation stand before its entries.
CREATE TABLE kept.item_owners AS
WITH
named AS (
    SELECT
        entry_id,
        coalesce(post_id, owner_raw) AS owner,
        coalesce(label, owner_raw) AS owner_label
    FROM entry_owners
    LEFT JOIN posts USING (post_id)
),
owned AS (
    FROM named
    ANTI JOIN several_of('entry_owners') USING (entry_id)
    UNION ALL
    SELECT DISTINCT *
    FROM named
    SEMI JOIN several_of('entry_owners') USING (entry_id)
),
of_entries AS MATERIALIZED (
    SELECT
        entry_id,
        recommendation_id,
        kind,
        place AS item,
        coalesce(owner, 'not stated') AS owner,
        coalesce(owner_label, 'not stated') AS owner_label
    FROM kept.spoken_entries
    LEFT JOIN owned USING (entry_id)
),
of_recommendations AS MATERIALIZED (
    SELECT recommendation_id, owner, owner_label, min(item) AS first_item
    FROM of_entries
    WHERE kind = 'action'
    GROUP BY ALL
),
of_items AS (
    SELECT entry_id AS item_id, item, owner, owner_label, item AS place
    FROM of_entries
    UNION ALL
    -- without an action: before all others
    SELECT
        recommendation_id,
        -1 - recommendations.rowid AS item,
        coalesce(owner, 'not stated'),
        coalesce(owner_label, 'not stated'),
        coalesce(first_item, item)
    FROM recommendations
    LEFT JOIN of_recommendations USING (recommendation_id)
)
SELECT item_id, item, owner, owner_label
FROM of_items
ORDER BY place, item >= 0, owner, owner_label;

-- Which edition speaks for each review.
CREATE MACRO speaking_at(day) AS TABLE
SELECT review_id, plan_id AS speaking_plan_id, title, kind::VARCHAR AS review_kind
FROM editions_at(day)
JOIN reviews USING (review_id)
WHERE is_latest;

-- The rows of a relation, whose name is given, in each group in which they stand by what they
-- answer. They have its `response` and `addressee`, and the columns of `speaking_at`.
CREATE MACRO cut_by_recommendation(relation) AS TABLE
SELECT *, 'all' AS cut, 'all' AS value, 'all reviews' AS label
FROM query_table(relation)
UNION ALL
SELECT *, 'plan', speaking_plan_id, coalesce(title, 'not stated')
FROM query_table(relation)
UNION ALL
SELECT *, 'kind', review_kind, review_kind
FROM query_table(relation)
UNION ALL
SELECT *, 'addressee', coalesce(addressee, 'not stated'), coalesce(addressee, 'not stated')
FROM query_table(relation)
UNION ALL
SELECT *, 'response', coalesce(response, 'not stated'), coalesce(response, 'not stated')
FROM query_table(relation);

-- The same by what they are themselves: by the owners of their `item`.
CREATE MACRO cut_by_owner(relation) AS TABLE
SELECT looked_at.*, 'owner' AS cut, owner AS value, owner_label AS label
FROM query_table(relation) AS looked_at
JOIN kept.item_owners USING (item);

-- By the codes that are in their `topics` and `levers`.
CREATE MACRO cut_by_code(relation) AS TABLE
SELECT looked_at.*, 'topic' AS cut, code AS value, label
FROM query_table(relation) AS looked_at
JOIN kept.code_sets ON facet = 'topic' AND bits = topics
UNION ALL
SELECT looked_at.*, 'lever', code, label
FROM query_table(relation) AS looked_at
JOIN kept.code_sets ON facet = 'lever' AND bits = levers;

-- Each visible edition with that which speaks for its review.
CREATE MACRO spoken_for_at(day) AS TABLE
SELECT plan_id, speaking.*
FROM (SELECT plan_id, review_id FROM editions_at(day))
JOIN speaking_at(day) AS speaking USING (review_id);

CREATE MACRO cuts_at(day) AS TABLE
WITH
editions AS MATERIALIZED (
    FROM spoken_for_at(day)
),
-- Not made beforehand: what is asked of some items, or of one cut, is not reckoned of all.
cut_items AS NOT MATERIALIZED (
    SELECT item_id, item, editions.* EXCLUDE (plan_id), response, addressee, topics, levers
    FROM kept.items
    JOIN editions USING (plan_id)
)
SELECT item_id, cut, value, label
FROM cut_by_recommendation('cut_items')
UNION ALL
SELECT item_id, 'owner', owner, owner_label
FROM kept.item_owners
WHERE day IS NULL
UNION ALL
SELECT item_id, cut, value, label
FROM cut_by_owner('cut_items')
WHERE day IS NOT NULL
UNION ALL
SELECT item_id, cut, value, label
FROM cut_by_code('cut_items');
