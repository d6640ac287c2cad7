-- The codes of each number that an item bears for its topics or its levers.
CREATE TABLE kept.code_sets AS
WITH
borne AS (
    SELECT DISTINCT 'topic' AS facet, topics AS bits FROM kept.items
    UNION ALL
    SELECT DISTINCT 'lever', levers FROM kept.items
)
SELECT
    borne.facet,
    bits,
    coalesce(code, 'not stated') AS code,
    coalesce(label, 'not stated') AS label
FROM borne
LEFT JOIN kept.code_bits ON code_bits.facet::VARCHAR = borne.facet AND bits & bit > 0
ORDER BY ALL;
