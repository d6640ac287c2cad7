-- The texts of all entries, in the order in which they are stored: a join might not keep it, and to
-- sort so many texts is dear. A recommendation's key is that of its plan, `/` and its number.

SELECT
    entry_id AS item_id,
    recommendation_id,
    split_part(recommendation_id, '/', 1) AS plan_id,
    text
FROM entries;
