SELECT
    entries.* EXCLUDE (kind, alignment),
    kind::VARCHAR AS kind,
    alignment::VARCHAR AS alignment
FROM entries
ORDER BY recommendation_id, position, entry_id;
