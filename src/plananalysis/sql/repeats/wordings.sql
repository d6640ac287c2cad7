-- Each different sentence gets the number under which it was read first, each place a number for its
-- recommendation, its plan and its review. Which numbers they are changes nothing.

CREATE TABLE wordings AS
WITH firsts AS (SELECT digest, min(wording) AS wording FROM read GROUP BY digest),
counted AS (SELECT digest, count(*) FILTER (time = 1) AS places FROM sentences GROUP BY digest)
SELECT wording, digest, telling, places
FROM read JOIN firsts USING (digest, wording) JOIN counted USING (digest);

CREATE TABLE features AS
SELECT wording, unnest(features) AS feature FROM read SEMI JOIN wordings USING (wording);

DROP TABLE read;

CREATE TABLE said AS
SELECT wording, place, number, first, last, time FROM sentences JOIN wordings USING (digest)
WHERE telling >= $words_in_common;

DROP TABLE sentences;

CREATE TABLE stands AS
WITH recommendations AS (
    SELECT recommendation_id, row_number() OVER ()::INTEGER AS recommendation
    FROM passages GROUP BY recommendation_id
),
plans AS (SELECT plan_id, row_number() OVER ()::INTEGER AS plan FROM passages GROUP BY plan_id),
reviews AS (
    SELECT review_id, row_number() OVER ()::INTEGER AS review FROM passages GROUP BY review_id
)
SELECT place, recommendation, plan, review
FROM passages
JOIN recommendations USING (recommendation_id)
JOIN plans USING (plan_id)
JOIN reviews USING (review_id);
