-- What became of a topic: every recommendation, action and progress entry about it, review by
-- review, with its words, its owners, what is reported of it and how far its date moved. The latest
-- edition speaks for each review, so that nothing stands twice.

-- By topic and item, as it stands in `kept.items`; all that is told of an item itself is found there.
CREATE MACRO reckon_followed(day) AS TABLE
WITH
coded AS (
    SELECT code AS topic, item, item_id, phrase, inherited_from
    FROM item_codes
    JOIN (SELECT rowid AS item, item_id, plan_id FROM kept.items) USING (item_id)
    JOIN (SELECT plan_id FROM editions_at(day) WHERE is_latest) USING (plan_id)
    WHERE facet = 'topic'
),
slips AS (
    SELECT promise_id, progress_ids, outcome, original_raw, slip_months_min, slip_months_max
    FROM slippage_at(day)
),
-- A promise is told of by its own action, by the actions of all later editions that restate it, and
-- by its progress.
told_by AS (
    SELECT entry_id AS item_id, promise_id FROM ledger_at(day) WHERE statement = 'restatement'
    UNION
    SELECT unnest(progress_ids), promise_id FROM slips
),
became AS (
    SELECT promise_id AS item_id, outcome, original_raw, slip_months_min, slip_months_max
    FROM slips
    UNION ALL
    SELECT
        item_id,
        string_agg(DISTINCT outcome, '; ' ORDER BY outcome) AS outcome,
        string_agg(DISTINCT original_raw, '; ' ORDER BY original_raw) AS original_raw,
        min(slip_months_min) AS slip_months_min,
        max(slip_months_max) AS slip_months_max
    FROM told_by
    JOIN slips USING (promise_id)
    GROUP BY item_id
)
SELECT coded.* EXCLUDE (item_id), became.* EXCLUDE (item_id)
FROM coded
LEFT JOIN became USING (item_id);

-- In the order in which it is told: by topic, and review by review.
CREATE TABLE kept.followed AS
WITH
plan_places AS (
    SELECT plan_id, row_number() OVER (ORDER BY reviews.published_on, plan_id) AS plan_place
    FROM plans
    JOIN reviews USING (review_id)
),
items AS (
    SELECT
        items.rowid AS item,
        plan_place,
        line_first,
        -- Keys begin with the plan's: what is left of them puts its items in the same order.
        substr(item_id, length(plan_id) + 1) AS end_of_key
    FROM kept.items AS items
    JOIN plan_places USING (plan_id)
)
SELECT followed.*
FROM reckon_followed(NULL) AS followed
JOIN items USING (item)
ORDER BY topic, plan_place, line_first, end_of_key;

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
