-- What became of a topic: every recommendation, action and progress entry about it, review by
-- review, with its words, its owners, what is reported of it and how far its date moved. The latest
-- edition speaks for each review, so that nothing stands twice.

CREATE MACRO followed_at(day) AS TABLE
WITH
coded AS (
    SELECT
        code AS topic,
        review_id,
        editions.plan_id,
        items.* EXCLUDE (plan_id),
        phrase,
        inherited_from
    FROM item_codes
    JOIN kept.items AS items USING (item_id)
    JOIN (SELECT plan_id, review_id FROM editions_at(day) WHERE is_latest) AS editions
        ON editions.plan_id = items.plan_id
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
SELECT
    topic,
    reviews.title AS review,
    reviews.published_on,
    coded.plan_id,
    item_id,
    recommendation_id,
    coded.kind,
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
    coded.source_file,
    line_first,
    line_last
FROM coded
JOIN reviews USING (review_id)
JOIN plans ON plans.plan_id = coded.plan_id
LEFT JOIN became USING (item_id)
ORDER BY topic, published_on, coded.plan_id, line_first, item_id;

CREATE VIEW followed AS
FROM followed_at(NULL);
