-- How many texts there are, and how long they are on average, in characters.
SELECT count(*), coalesce(avg(length(text)), 0)
FROM (SELECT text FROM recommendations UNION ALL SELECT text FROM entries)
