-- The words of what is reworded, on either side. The texts are passed by once and not held.

DROP TABLE matches;
DROP TABLE said;

CREATE TABLE sides AS
WITH wanted AS (
    SELECT left_place, right_place, number, true AS is_left, left_place AS place,
        left_start AS start, left_end AS stop
    FROM reworded
    UNION ALL
    SELECT left_place, right_place, number, false, right_place, right_start, right_end
    FROM reworded
)
SELECT left_place, right_place, number, is_left, substring(text, start + 1, stop - start) AS words
FROM wanted JOIN passages USING (place);

CREATE TABLE items AS SELECT place, item_id FROM passages;
