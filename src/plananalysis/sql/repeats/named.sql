-- Of some passages the ids, and the texts of those whose words are to be compared.
SELECT place, item_id, CASE WHEN is_read THEN text END
FROM wanted JOIN passages USING (place)
