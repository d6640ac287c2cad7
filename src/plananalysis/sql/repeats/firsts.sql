-- The first places of each sentence, by passage: of a share of the sentences at a time, as what is
-- gathered must fit into memory.
INSERT INTO firsts
WITH compared AS (
    SELECT wording, places FROM wordings
    WHERE wording % $parts = $part AND (places > 1
        OR wording IN (SELECT one FROM alike UNION ALL SELECT other FROM alike))
),
gathered AS (
    SELECT wording, places, min(place, $most) AS list
    FROM said JOIN compared USING (wording)
    WHERE time = 1
    GROUP BY wording, places
),
ranked AS (
    SELECT wording, places, unnest(list) AS place, generate_subscripts(list, 1) AS rank
    FROM gathered
)
SELECT wording, places, rank, place, recommendation, plan, review
FROM ranked JOIN stands USING (place)
