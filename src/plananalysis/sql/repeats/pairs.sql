-- Which passages are set side by side, and which of their sentences belong together.

-- Of one sentence every place with every other; of a formula, each with the first that it may be
-- compared with.
CREATE TABLE pairs AS
WITH few AS (
    SELECT a.place AS one, b.place AS other
    FROM firsts AS a JOIN firsts AS b ON a.wording = b.wording AND a.place < b.place
    WHERE a.places <= $many AND a.recommendation <> b.recommendation
        AND (a.review <> b.review OR a.plan = b.plan)
),
formulas AS (
    SELECT min(a.place) AS one, b.place AS other
    FROM firsts AS a JOIN firsts AS b ON a.wording = b.wording
    WHERE a.places > $many AND a.recommendation <> b.recommendation
        AND (a.review <> b.review OR a.plan = b.plan)
    GROUP BY b.wording, b.place
),
different AS (
    SELECT a.place AS one, b.place AS other
    FROM alike
    JOIN firsts AS a ON a.wording = alike.one
    JOIN firsts AS b ON b.wording = alike.other
    WHERE a.recommendation <> b.recommendation AND (a.review <> b.review OR a.plan = b.plan)
        AND (a.places * b.places <= $most OR a.rank <= $firsts AND b.rank <= $firsts)
)
SELECT DISTINCT least(one, other) AS left_place, greatest(one, other) AS right_place
FROM (FROM few UNION ALL FROM formulas UNION ALL FROM different);

DROP TABLE firsts;

CREATE TABLE matches AS
WITH same AS (
    SELECT left_place, right_place, true AS is_same, 1.0::DOUBLE AS likeness, a, b
    FROM pairs
    JOIN said AS a ON a.place = left_place
    JOIN said AS b ON b.place = right_place AND b.wording = a.wording AND b.time = a.time
),
reworded AS (
    SELECT left_place, right_place, false AS is_same, likeness, a, b
    FROM pairs
    JOIN said AS a ON a.place = left_place
    JOIN (SELECT one, other, likeness FROM alike UNION ALL SELECT other, one, likeness FROM alike)
        ON one = a.wording
    JOIN said AS b ON b.place = right_place AND b.wording = other
    WHERE a.time <= $firsts AND b.time <= $firsts
)
SELECT left_place, right_place, is_same, likeness,
    a.number AS left_number, a.first AS left_first, a.last AS left_last,
    b.number AS right_number, b.first AS right_first, b.last AS right_last
FROM (FROM same UNION ALL FROM reworded);

DROP TABLE pairs;
