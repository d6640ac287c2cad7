-- What is not verbatim, with the words of both sides.
SELECT reworded.*, a.words AS left_text, b.words AS right_text
FROM reworded
JOIN sides AS a USING (left_place, right_place, number)
JOIN sides AS b USING (left_place, right_place, number)
WHERE a.is_left AND NOT b.is_left
