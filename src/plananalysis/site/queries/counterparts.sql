-- Recommendations of other editions that the same actions answer.
SELECT DISTINCT
    here.recommendation_id AS recommendation_id,
    there.recommendation_id AS other_id
FROM (
    FROM edition_links SELECT earlier_id AS a, later_id AS b
    UNION ALL
    FROM edition_links SELECT later_id, earlier_id
)
JOIN entries AS here ON here.entry_id = a
JOIN entries AS there ON there.entry_id = b
ORDER BY ALL;
