-- What became of a topic: every recommendation, action and progress entry about it, review by
-- review, with its words, its owners, what is reported of it and how far its date moved. The latest
-- edition speaks for each review, so that nothing stands twice.

-- By topic and item; all that is told of an item itself stands in `kept.items`.
CREATE MACRO reckon_followed(day) AS TABLE
WITH
coded AS (
    SELECT code AS topic, item, item_id, phrase, inherited_from
    FROM item_codes
    JOIN (SELECT item, item_id, plan_id FROM kept.items) USING (item_id)
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

CREATE TABLE kept.followed AS
FROM reckon_followed(NULL)
ORDER BY item >= 0, abs(item), topic, phrase, inherited_from;

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
    coalesce(as_of, submitted_on::VARCHAR) AS spoken,
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
    line_last
FROM query_table(relation)
JOIN kept.worded_items AS items USING (item)
-- a number, where a key is long
JOIN (SELECT rowid AS plan, plan_id, review_id, submitted_on FROM plans) AS plans USING (plan)
JOIN reviews USING (review_id);

CREATE VIEW followed AS
FROM tell_followed('kept.followed');

CREATE MACRO followed_at(day) AS TABLE
WITH
of_day AS NOT MATERIALIZED (
    FROM reckon_followed(day)
    WHERE day IS NOT NULL
)
FROM followed
WHERE day IS NULL
UNION ALL
FROM tell_followed('of_day');
