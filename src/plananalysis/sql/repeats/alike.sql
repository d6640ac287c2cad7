-- The pairs of different sentences that say the same, by the cosine of their weighted features.
-- Weights are whole numbers, so that sums are the same in whatever order they are made.

CREATE TABLE weights AS
WITH counted AS (SELECT feature, count(*) AS holders FROM features GROUP BY feature)
SELECT feature, holders, CAST(round(100000 * ln(1 + greatest(
    $few, (SELECT count(*) FROM wordings)) / holders)) AS BIGINT) AS weight
FROM counted;

CREATE TABLE rare AS
SELECT feature, wording FROM features JOIN weights USING (feature) JOIN wordings USING (wording)
WHERE holders BETWEEN 2 AND $rare AND telling >= $words_in_common;

CREATE TABLE proposed AS
SELECT a.wording AS one, b.wording AS other
FROM rare AS a JOIN rare AS b ON a.feature = b.feature AND a.wording < b.wording
GROUP BY ALL
HAVING count(*) >= $proposals;

DROP TABLE rare;

-- Of those alone it is reckoned how alike they are.
CREATE TABLE weighed AS
SELECT wording, feature, weight
FROM features JOIN weights USING (feature)
WHERE wording IN (SELECT one FROM proposed UNION SELECT other FROM proposed);

CREATE TABLE lengths AS
SELECT wording, sqrt(sum(weight * weight)::DOUBLE) AS length FROM weighed GROUP BY wording;

CREATE TABLE alike AS
WITH shared AS (
    SELECT one, other, sum(a.weight * a.weight)::DOUBLE AS weight,
        count(*) FILTER (a.feature % 2 = 1) AS words
    FROM proposed
    JOIN weighed AS a ON a.wording = one
    JOIN weighed AS b ON b.wording = other AND b.feature = a.feature
    GROUP BY ALL
),
measured AS (
    SELECT one, other, weight / (a.length * b.length) AS likeness
    FROM shared JOIN lengths AS a ON a.wording = one JOIN lengths AS b ON b.wording = other
    WHERE words >= $words_in_common
)
SELECT one, other, likeness FROM measured WHERE likeness >= $same;

DROP TABLE proposed;
DROP TABLE weighed;
DROP TABLE lengths;
DROP TABLE weights;
DROP TABLE features;
