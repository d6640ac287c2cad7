SELECT
    item_codes.* EXCLUDE (facet),
    item_codes.facet::VARCHAR AS facet,
    codes.label,
    items.recommendation_id,
    items.plan_id
FROM item_codes
JOIN codes USING (facet, code)
JOIN items USING (item_id)
ORDER BY facet, label, item_id;
