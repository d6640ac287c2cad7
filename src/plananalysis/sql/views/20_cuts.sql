-- By what a figure can be cut. One row for each item (recommendation or entry) and each group that
-- it stands in; an item of two owners stands in two groups, so groups may overlap.

CREATE MACRO cuts_at(day) AS TABLE
WITH
editions AS (
    FROM editions_at(day)
),
speaking AS (
    SELECT review_id, plan_id AS speaking_plan_id, title, kind::VARCHAR AS review_kind
    FROM editions
    JOIN reviews USING (review_id)
    WHERE is_latest
),
recommended AS (
    SELECT
        recommendation_id,
        speaking.*,
        response::VARCHAR AS response,
        addressee
    FROM recommendations
    JOIN (SELECT plan_id, review_id FROM editions) USING (plan_id)
    JOIN speaking USING (review_id)
),
items AS (
    SELECT recommendation_id AS item_id, recommendation_id, entries.entry_id
    FROM recommended
    LEFT JOIN (SELECT * FROM entries WHERE kind = 'action') AS entries USING (recommendation_id)
    UNION ALL
    SELECT entry_id, recommendation_id, entry_id
    FROM entries
    JOIN recommended USING (recommendation_id)
),
owned AS (
    SELECT
        entry_id,
        coalesce(post_id, owner_raw) AS owner,
        coalesce(label, owner_raw) AS owner_label
    FROM entry_owners
    LEFT JOIN posts USING (post_id)
),
coded AS (
    SELECT item_id, facet, code, label
    FROM item_codes
    JOIN codes USING (facet, code)
),
groups AS (
    SELECT item_id, 'all' AS cut, 'all' AS value, 'all reviews' AS label
    FROM items
    UNION ALL
    SELECT item_id, 'plan', speaking_plan_id, title
    FROM items JOIN recommended USING (recommendation_id)
    UNION ALL
    SELECT item_id, 'kind', review_kind, review_kind
    FROM items JOIN recommended USING (recommendation_id)
    UNION ALL
    SELECT item_id, 'addressee', addressee, addressee
    FROM items JOIN recommended USING (recommendation_id)
    UNION ALL
    SELECT item_id, 'response', response, response
    FROM items JOIN recommended USING (recommendation_id)
    UNION ALL
    SELECT item_id, 'owner', owner, owner_label
    FROM items LEFT JOIN owned USING (entry_id)
    UNION ALL
    SELECT items.item_id, 'topic', code, label
    FROM items
    LEFT JOIN (FROM coded WHERE facet = 'topic') AS topics ON topics.item_id = items.item_id
    UNION ALL
    SELECT items.item_id, 'lever', code, label
    FROM items
    LEFT JOIN (FROM coded WHERE facet = 'lever') AS levers ON levers.item_id = items.item_id
)
SELECT DISTINCT
    item_id,
    cut,
    coalesce(value, 'not stated') AS value,
    coalesce(label, 'not stated') AS label
FROM groups;
