-- Every recommendation, action and progress entry with its words and its place in the raw file.

-- Each code of a facet as a bit of a number: an item bears one number for all of its topics.
CREATE VIEW kept.code_bits AS
SELECT
    facet,
    code,
    label,
    1::BIGINT << (row_number() OVER (PARTITION BY facet ORDER BY code) - 1) AS bit
FROM codes;

-- Apart from what follows, so that not all is in memory at one time.
CREATE TEMP TABLE coded_items AS
SELECT
    item_id,
    bit_or(bit) FILTER (facet = 'topic') AS topics,
    bit_or(bit) FILTER (facet = 'lever') AS levers
FROM item_codes
JOIN kept.code_bits USING (facet, code)
GROUP BY item_id;

-- All of an item but its words, which are stored with the recommendation or entry and are found
-- there by its number, `item`: an entry's is its place among the entries, from 0, a recommendation's
-- is below, from -1 downwards. Beside it stands by what a figure can be cut.
CREATE TABLE kept.items AS
WITH
spoken AS (
    SELECT
        recommendation_id AS item_id,
        recommendation_id,
        plan_id,
        'recommendation' AS kind,
        number AS ref,
        response::VARCHAR AS said,
        NULL AS as_of,
        NULL AS alignment,
        line_first,
        line_last,
        response::VARCHAR AS response,
        addressee,
        -1 - recommendations.rowid AS item
    FROM recommendations
    UNION ALL
    SELECT
        entry_id,
        recommendation_id,
        plan_id,
        kind::VARCHAR,
        ref,
        target_raw,
        as_of,
        alignment::VARCHAR,
        line_first,
        line_last,
        response,
        addressee,
        place
    FROM kept.spoken_entries
),
owners AS (
    SELECT entry_id AS item_id, owner_raw AS owners_raw
    FROM entry_owners
    ANTI JOIN several_of('entry_owners') USING (entry_id)
    UNION ALL
    SELECT entry_id, string_agg(owner_raw, '; ' ORDER BY position)
    FROM entry_owners
    SEMI JOIN several_of('entry_owners') USING (entry_id)
    GROUP BY entry_id
)
SELECT
    item_id,
    recommendation_id,
    plan_id,
    kind,
    ref,
    -- the response to a recommendation, the target cell of an entry
    said,
    owners_raw,
    as_of,
    alignment,
    source_file,
    line_first,
    line_last,
    item,
    response,
    addressee,
    plan,
    coalesce(topics, 0) AS topics,
    coalesce(levers, 0) AS levers
FROM spoken
JOIN (SELECT rowid AS plan, plan_id, source_file FROM plans) USING (plan_id)
LEFT JOIN owners USING (item_id)
LEFT JOIN coded_items USING (item_id)
ORDER BY item >= 0, abs(item);

DROP TABLE coded_items;

CREATE VIEW kept.worded_items AS
SELECT items.*, text
FROM kept.items AS items
JOIN (SELECT -1 - rowid AS item, text FROM recommendations) USING (item)
UNION ALL
SELECT items.*, text
FROM kept.items AS items
JOIN (SELECT rowid AS item, text FROM entries) USING (item);

CREATE VIEW items AS
SELECT
    item_id,
    recommendation_id,
    plan_id,
    kind,
    ref,
    said,
    owners_raw,
    alignment,
    text,
    source_file,
    line_first,
    line_last
FROM kept.worded_items;
