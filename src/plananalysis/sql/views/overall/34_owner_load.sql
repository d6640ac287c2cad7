-- Who carries what: by post, the entries of the editions that speak, those still open, and the
-- promises of theirs that are past due or were put off. An entry of two posts counts for both.

CREATE MACRO reckon_owner_load(day) AS TABLE
WITH
owners AS NOT MATERIALIZED (
    SELECT item_id, item, owner AS post_id, owner_label AS label
    FROM kept.item_owners
),
latest AS (
    SELECT plan_id, review_id
    FROM editions_at(day)
    WHERE is_latest
),
spoken AS (
    SELECT
        place AS item,
        review_id,
        kind,
        state = 'open' OR state = 'not stated' AS is_open
    FROM (SELECT entry_id, place, plan_id, kind FROM kept.spoken_entries)
    JOIN latest USING (plan_id)
    LEFT JOIN (SELECT action_id, state FROM action_reports) ON action_id = entry_id
),
carried AS (
    SELECT
        post_id,
        label,
        count(DISTINCT review_id) AS reviews,
        count(*) AS entries,
        count(*) FILTER (kind = 'action') AS actions,
        count(*) FILTER (kind = 'progress') AS progress,
        count(*) FILTER (kind = 'action' AND is_open) AS open
    FROM spoken
    JOIN owners USING (item)
    GROUP BY post_id, label
),
slipped AS (
    SELECT
        post_id,
        count(*) FILTER (left_out IS NULL) AS dated,
        count(*) FILTER (
            left_out IS NULL
            AND outcome <> 'reported complete'
            AND original_latest_on < reckoned_on
        ) AS past_due,
        count(*) FILTER (outcome = 'later') AS slipped
    FROM slippage_at(day)
    JOIN owners ON item_id = promise_id
    GROUP BY post_id
)
SELECT
    post_id,
    carried.label,
    posts.unit,
    reviews,
    entries,
    actions,
    progress,
    open,
    coalesce(dated, 0) AS dated,
    coalesce(past_due, 0) AS past_due,
    coalesce(slipped, 0) AS slipped
FROM carried
LEFT JOIN slipped USING (post_id)
LEFT JOIN posts USING (post_id)
ORDER BY entries DESC, post_id, carried.label;

CREATE TABLE kept.owner_load AS
FROM reckon_owner_load(NULL);

CREATE MACRO owner_load_at(day) AS TABLE
FROM kept.owner_load
WHERE day IS NULL
UNION ALL
FROM reckon_owner_load(day)
WHERE day IS NOT NULL;

CREATE VIEW owner_load AS
FROM kept.owner_load;
