-- The texts of what is reworded, each once.

DROP TABLE matches;

CREATE TABLE texts AS
SELECT place, text FROM passages
WHERE place IN (SELECT left_place FROM reworded UNION SELECT right_place FROM reworded);
