-- What is not verbatim, with the words of both sides.
SELECT reworded.*,
    substring(a.text, left_start + 1, left_end - left_start) AS left_text,
    substring(b.text, right_start + 1, right_end - right_start) AS right_text
FROM reworded
JOIN texts AS a ON a.place = left_place
JOIN texts AS b ON b.place = right_place
