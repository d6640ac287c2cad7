-- What a later edition changed in what was first promised: one row a change of an action between
-- one edition and the next. Where several actions ran together into one, or one was parted into
-- several, only that is said: owners, dates and words cannot be set side by side.

-- A text without the marks and breaks in which two exports of it differ.
CREATE MACRO words_of(passage) AS regexp_extract_all(lower(passage), '[a-z0-9]+');

CREATE MACRO reckon_restatements(day) AS TABLE
WITH
editions AS (
    FROM editions_at(day)
),
neighbours AS (
    SELECT
        earlier.review_id,
        earlier.plan_id AS earlier_plan_id,
        later.plan_id AS later_plan_id
    FROM editions AS earlier
    JOIN editions AS later
        ON later.review_id = earlier.review_id AND later.sequence = earlier.sequence + 1
),
-- What follows is reckoned only of reviews with several editions.
actions AS (
    SELECT
        entries.entry_id,
        plan_id,
        entries.alignment,
        target_raw,
        due_edtf,
        joint_state(stated, complete, ongoing) AS state
    FROM entries
    JOIN recommendations USING (recommendation_id)
    JOIN entry_values USING (entry_id)
    WHERE entries.kind = 'action'
      AND plan_id IN (
          SELECT earlier_plan_id FROM neighbours UNION SELECT later_plan_id FROM neighbours
      )
),
owners AS (
    SELECT
        entry_id,
        list(DISTINCT coalesce(post_id, owner_raw) ORDER BY coalesce(post_id, owner_raw)) AS posts,
        string_agg(DISTINCT owner_raw, '; ' ORDER BY owner_raw) AS owners_raw
    FROM entry_owners
    WHERE entry_id IN (SELECT entry_id FROM actions)
    GROUP BY entry_id
),
texts AS (
    SELECT entry_id, text
    FROM entries
    WHERE entry_id IN (SELECT entry_id FROM actions)
),
pairs AS (
    SELECT
        neighbours.*,
        earlier_id,
        later_id,
        count(*) OVER (PARTITION BY earlier_id) AS parts,
        count(*) OVER (PARTITION BY later_id) AS sources,
        earlier.alignment AS earlier_alignment,
        earlier.target_raw AS earlier_target,
        earlier.due_edtf AS earlier_due,
        earlier.state AS earlier_state,
        later.alignment AS later_alignment,
        later.target_raw AS later_target,
        later.due_edtf AS later_due,
        later.state AS later_state
    FROM edition_links
    JOIN actions AS earlier ON earlier.entry_id = earlier_id
    JOIN actions AS later ON later.entry_id = later_id
    JOIN neighbours
        ON earlier_plan_id = earlier.plan_id AND later_plan_id = later.plan_id
),
compared AS (
    SELECT
        pairs.*,
        earlier.text AS earlier_text,
        later.text AS later_text,
        coalesce(earlier_owners.posts, []) AS earlier_posts,
        earlier_owners.owners_raw AS earlier_owners,
        coalesce(later_owners.posts, []) AS later_posts,
        later_owners.owners_raw AS later_owners
    FROM pairs
    JOIN texts AS earlier ON earlier.entry_id = earlier_id
    JOIN texts AS later ON later.entry_id = later_id
    LEFT JOIN owners AS earlier_owners ON earlier_owners.entry_id = earlier_id
    LEFT JOIN owners AS later_owners ON later_owners.entry_id = later_id
),
changes AS (
    SELECT
        review_id, earlier_plan_id, later_plan_id, earlier_id, later_id,
        CASE WHEN sources > 1 THEN 'run together' ELSE 'parted' END AS change,
        earlier_text AS before,
        later_text AS after,
        earlier_alignment, later_alignment
    FROM compared
    WHERE parts > 1 OR sources > 1
    UNION ALL
    SELECT
        review_id, earlier_plan_id, later_plan_id, earlier_id, later_id,
        'owner changed', earlier_owners, later_owners, earlier_alignment, later_alignment
    FROM compared
    WHERE parts = 1 AND sources = 1 AND earlier_posts <> later_posts
    UNION ALL
    SELECT
        review_id, earlier_plan_id, later_plan_id, earlier_id, later_id,
        'date changed', earlier_target, later_target, earlier_alignment, later_alignment
    FROM compared
    WHERE parts = 1 AND sources = 1
      AND (earlier_due IS DISTINCT FROM later_due OR earlier_state <> later_state)
    UNION ALL
    SELECT
        review_id, earlier_plan_id, later_plan_id, earlier_id, later_id,
        'wording changed', earlier_text, later_text, earlier_alignment, later_alignment
    FROM compared
    WHERE parts = 1 AND sources = 1 AND words_of(earlier_text) <> words_of(later_text)
    UNION ALL
    SELECT
        review_id, earlier_plan_id, later_plan_id, entry_id, NULL,
        'dropped', text, NULL, alignment, NULL
    FROM neighbours
    JOIN actions ON plan_id = earlier_plan_id
    JOIN texts USING (entry_id)
    WHERE entry_id NOT IN (SELECT earlier_id FROM pairs)
    UNION ALL
    SELECT
        review_id, earlier_plan_id, later_plan_id, NULL, entry_id,
        'added', NULL, text, NULL, alignment
    FROM neighbours
    JOIN actions ON plan_id = later_plan_id
    JOIN texts USING (entry_id)
    WHERE entry_id NOT IN (SELECT later_id FROM pairs)
)
SELECT
    *,
    -- Owners and dates of a cell that is not beyond doubt may differ by the export alone.
    coalesce(earlier_alignment = 'certain', true) AND coalesce(later_alignment = 'certain', true)
        AS is_certain
FROM changes
ORDER BY review_id, coalesce(earlier_id, later_id), later_id, change;

CREATE TABLE kept.restatements AS
FROM reckon_restatements(NULL);

CREATE MACRO restatements_at(day) AS TABLE
FROM kept.restatements
WHERE day IS NULL
UNION ALL
FROM reckon_restatements(day)
WHERE day IS NOT NULL;

CREATE VIEW restatements AS
FROM kept.restatements;
