-- The reviews that the plans answer.

INSERT INTO reviews BY NAME
SELECT * REPLACE (published_on::DATE AS published_on)
FROM found_reviews;
