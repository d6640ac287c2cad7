-- How many texts hold each term, in the order of the terms.
SELECT (SELECT count(*) FROM hits WHERE counts[term] > 0)
FROM range(1, $terms + 1) AS terms(term)
ORDER BY term
