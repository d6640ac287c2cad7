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
        NULL AS as_of,
        NULL AS alignment,
        text,
        line_first,
        line_last,
        false AS is_entry,
        recommendations.rowid AS place
    FROM recommendations
    UNION ALL
    SELECT
        entries.entry_id,
        spoken.recommendation_id,
        plan_id,
        entries.kind::VARCHAR,
        ref,
        target_raw,
        spoken.as_of,
        entries.alignment::VARCHAR,
        entries.text,
        entries.line_first,
        entries.line_last,
        true,
        entries.rowid
    FROM entries
    JOIN kept.spoken_entries AS spoken USING (entry_id)
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
    as_of,
    alignment,
    text,
    source_file,
    line_first,
    line_last
FROM texts
JOIN (SELECT plan_id, source_file FROM plans) USING (plan_id)
LEFT JOIN owners USING (item_id)
ORDER BY is_entry, place;

CREATE VIEW items AS
SELECT * EXCLUDE (as_of)
FROM kept.items;
