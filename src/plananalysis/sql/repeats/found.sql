-- The sentences that belong together, by pairs of passages in their order, the likest first.
SELECT left_place, right_place, is_same, left_number, left_first, left_last,
    right_number, right_first, right_last
FROM matches
ORDER BY left_place, right_place, likeness DESC, left_number, right_number
