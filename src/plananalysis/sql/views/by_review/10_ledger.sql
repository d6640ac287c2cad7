-- Every date and state ever stated for a promise: where, in which words, and as of when. Those of
-- the Target Date column, and those that the progress text gives.

CREATE MACRO reckon_ledger(day) AS TABLE
WITH
in_target_cells AS (
    SELECT
        entry_id,
        'target date' AS stated_in,
        target_raw AS words,
        state::VARCHAR AS state,
        edtf,
        earliest_on,
        latest_on,
        recurs::VARCHAR AS recurs,
        position
    FROM entry_targets
),
in_texts AS (
    SELECT
        entry_id,
        'text' AS stated_in,
        phrase AS words,
        event::VARCHAR AS state,
        edtf,
        earliest_on,
        latest_on,
        NULL AS recurs,
        position
    FROM entry_dates
),
both_places AS (
    FROM in_target_cells
    UNION ALL BY NAME
    FROM in_texts
)
SELECT
    promise_id,
    statements.review_id,
    statements.plan_id,
    statements.edition,
    stated_on,
    statement,
    entry_id,
    heading_month AS as_of,
    stated_in,
    words,
    both_places.state,
    edtf,
    earliest_on,
    latest_on,
    both_places.recurs,
    -- whether it counts: empty cells and doubtful repetitions do not, nor do dates in the text
    is_telling AND stated_in = 'target date' AS is_telling,
    is_shared,
    statements.alignment,
    score AS link_score,
    source_file,
    line_first,
    line_last
FROM both_places
JOIN statements_at(day) AS statements USING (entry_id)
JOIN (SELECT entry_id, line_first, line_last FROM entries) USING (entry_id)
JOIN (SELECT plan_id, source_file FROM plans) USING (plan_id)
ORDER BY promise_id, stated_order, entry_id, stated_in, both_places.position;

CREATE TABLE kept.ledger AS
FROM reckon_ledger(NULL);

CREATE MACRO ledger_at(day) AS TABLE
FROM kept.ledger
WHERE day IS NULL
UNION ALL
FROM reckon_ledger(day)
WHERE day IS NOT NULL;

CREATE VIEW ledger AS
FROM kept.ledger;
