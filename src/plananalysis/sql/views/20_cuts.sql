-- By what a figure can be cut. One row for each item (recommendation or entry) and each group that
-- it stands in; an item of two owners stands in two groups, so groups may overlap.

-- The owners of each entry, and of each recommendation those of its actions.
CREATE TABLE kept.item_owners AS
WITH
owned AS (
    SELECT DISTINCT
        entry_id,
        coalesce(post_id, owner_raw) AS owner,
        coalesce(label, owner_raw) AS owner_label
    FROM entry_owners
    LEFT JOIN posts USING (post_id)
)
SELECT entry_id AS item_id, owner, owner_label
FROM owned
UNION ALL
SELECT DISTINCT
    recommendation_id,
    coalesce(owner, 'not stated'),
    coalesce(owner_label, 'not stated')
FROM entries
LEFT JOIN owned USING (entry_id)
WHERE kind = 'action'
ORDER BY ALL;

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

-- The rows of a relation, whose name is given, in each group in which they stand by themselves: by
-- their `item_id`.
CREATE MACRO cut_by_item(relation) AS TABLE
SELECT
    looked_at.*,
    'owner' AS cut,
    coalesce(owner, 'not stated') AS value,
    coalesce(owner_label, 'not stated') AS label
FROM query_table(relation) AS looked_at
LEFT JOIN kept.item_owners USING (item_id)
UNION ALL
SELECT looked_at.*, 'topic', coalesce(code, 'not stated'), coalesce(label, 'not stated')
FROM query_table(relation) AS looked_at
LEFT JOIN (
    SELECT item_id, code, label FROM item_codes JOIN codes USING (facet, code)
    WHERE facet = 'topic'
) USING (item_id)
UNION ALL
SELECT looked_at.*, 'lever', coalesce(code, 'not stated'), coalesce(label, 'not stated')
FROM query_table(relation) AS looked_at
LEFT JOIN (
    SELECT item_id, code, label FROM item_codes JOIN codes USING (facet, code)
    WHERE facet = 'lever'
) USING (item_id);

CREATE MACRO cuts_at(day) AS TABLE
WITH
recommended AS (
    SELECT
        recommendation_id,
        speaking.*,
        response::VARCHAR AS response,
        addressee
    FROM recommendations
    JOIN (SELECT plan_id, review_id FROM editions_at(day)) USING (plan_id)
    JOIN speaking_at(day) AS speaking USING (review_id)
),
cut_items AS (
    SELECT recommendation_id AS item_id, *
    FROM recommended
    UNION ALL
    SELECT entry_id, recommended.*
    FROM entries
    JOIN recommended USING (recommendation_id)
)
SELECT item_id, cut, value, label
FROM cut_by_recommendation('cut_items')
UNION ALL
SELECT item_id, cut, value, label
FROM cut_by_item('cut_items');
