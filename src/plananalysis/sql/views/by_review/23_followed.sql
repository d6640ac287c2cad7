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

-- What the build then puts in the order in which it is told.
CREATE TABLE kept.topical AS
FROM reckon_followed(NULL)
ORDER BY item >= 0, abs(item), topic, phrase, inherited_from;
