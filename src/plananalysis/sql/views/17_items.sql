-- Every recommendation, action and progress entry with its words and its place in the raw file.

CREATE TABLE kept.items AS
WITH
texts AS (
    SELECT
        recommendation_id AS item_id,
        recommendation_id,
        plan_id,
        'recommendation' AS kind,
        number AS ref,
        response::VARCHAR AS said,
        NULL AS alignment,
        text,
        line_first,
        line_last
    FROM recommendations
    UNION ALL
    SELECT
        entries.entry_id,
        entries.recommendation_id,
        plan_id,
        entries.kind::VARCHAR,
        ref,
        target_raw,
        entries.alignment::VARCHAR,
        entries.text,
        entries.line_first,
        entries.line_last
    FROM entries
    JOIN entry_values USING (entry_id)
    JOIN recommendations USING (recommendation_id)
),
several_owners AS (
    SELECT DISTINCT entry_id
    FROM entry_owners
    WHERE position > 1
),
owners AS (
    SELECT entry_id AS item_id, owner_raw AS owners_raw
    FROM entry_owners
    ANTI JOIN several_owners USING (entry_id)
    UNION ALL
    SELECT entry_id, string_agg(owner_raw, '; ' ORDER BY position)
    FROM entry_owners
    SEMI JOIN several_owners USING (entry_id)
    GROUP BY entry_id
)
SELECT
    texts.item_id,
    recommendation_id,
    plan_id,
    kind,
    ref,
    -- the response to a recommendation, the target cell of an entry
    said,
    owners_raw,
    alignment,
    text,
    source_file,
    line_first,
    line_last
FROM texts
JOIN (SELECT plan_id, source_file FROM plans) USING (plan_id)
LEFT JOIN owners USING (item_id);

CREATE VIEW items AS
FROM kept.items;
