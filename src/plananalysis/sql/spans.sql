-- The span of reviews that each plan is reckoned in, all editions of a review in one, in the order
-- in which they are stored; `$entries` is about how many entries a span holds.

CREATE TEMP TABLE spans AS
WITH
counted AS (
    SELECT review_id, min(plans.rowid) AS place, count(entry_id) AS entries
    FROM plans
    LEFT JOIN recommendations USING (plan_id)
    LEFT JOIN entries USING (recommendation_id)
    GROUP BY review_id
),
summed AS (
    SELECT
        review_id,
        coalesce(
            sum(entries) OVER (
                ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ),
            0
        ) AS entries_before
    FROM counted
)
SELECT plan_id, review_id, (entries_before // $entries)::BIGINT AS span
FROM plans
JOIN summed USING (review_id);
