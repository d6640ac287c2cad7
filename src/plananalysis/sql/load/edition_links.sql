-- Which action of an earlier edition is restated in the next; `seams` are the pairs of editions.

INSERT INTO edition_links BY NAME
SELECT
    kept_edition_links.* EXCLUDE (key, place) REPLACE (
        earlier_plan_id || earlier_id AS earlier_id,
        later_plan_id || later_id AS later_id
    )
FROM kept_edition_links
JOIN seams USING (key)
ORDER BY seams.place, kept_edition_links.place;
