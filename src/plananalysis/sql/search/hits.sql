-- The texts in which a term stands, and how often each does. `counts` is put together of one
-- expression for each term, each a copy of `count.sql` with parameters of its own.
CREATE OR REPLACE TEMP TABLE hits AS
WITH texts AS (
    SELECT recommendation_id, NULL AS entry_id, text FROM recommendations
    UNION ALL
    SELECT recommendation_id, entry_id, text FROM entries
),
counted AS (
    SELECT recommendation_id, entry_id, length(text) AS length, [/* counts */] AS counts FROM texts
)
SELECT recommendation_id, entry_id, length, counts FROM counted WHERE list_max(counts) > 0
