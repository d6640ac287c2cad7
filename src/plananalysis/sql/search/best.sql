-- The texts with their scores, the best first; equals in the order of the plans.
-- Okapi BM25: a text's length in characters stands for its words, as only the proportion counts.
WITH scored AS MATERIALIZED (
    SELECT recommendation_id, entry_id, list_sum(list_transform(list_zip(counts, $weights),
        lambda each: each[2] * each[1] * ($saturation + 1) / (each[1] + $saturation
            * (1 - $length + $length * hits.length / $mean)))) AS score
    FROM hits
),
-- The others need not be put in the order of the plans.
likeliest AS (
    SELECT * FROM scored
    WHERE score >= (SELECT min(score) FROM (SELECT score FROM scored ORDER BY score DESC LIMIT $limit))
),
best AS (
    SELECT recommendation_id, entry_id, score, plan_id, number, recommendations.position,
        coalesce(entries.position, 0) AS place,
        coalesce(kind::VARCHAR, 'recommendation') AS kind,
        coalesce(entry_id, recommendation_id) AS item_id
    FROM likeliest
    JOIN recommendations USING (recommendation_id)
    LEFT JOIN entries USING (recommendation_id, entry_id)
    ORDER BY score DESC, plan_id, recommendations.position, place
    LIMIT $limit
)
SELECT score, plan_id, best.number, best.kind, item_id, source_file,
    coalesce(entries.line_first, recommendations.line_first) AS line_first,
    coalesce(entries.line_last, recommendations.line_last) AS line_last,
    coalesce(entries.text, recommendations.text) AS text
FROM best
JOIN plans USING (plan_id)
JOIN recommendations USING (recommendation_id, plan_id)
LEFT JOIN entries USING (recommendation_id, entry_id)
ORDER BY score DESC, plan_id, best.position, place
