-- The repeats of a share in their order, with the ids of their passages.
SELECT a.item_id AS left_id, b.item_id AS right_id, similarity,
    left_start, left_end, right_start, right_end
FROM shown
JOIN items AS a ON a.place = left_place
JOIN items AS b ON b.place = right_place
ORDER BY left_place, right_place, number
