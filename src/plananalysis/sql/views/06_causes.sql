-- Words by which a text gives a reason. A sentence that holds one is quoted beside a date that
-- moved; whether it is the reason for that, the reader must judge.

CREATE VIEW causal_phrases AS
SELECT phrase, pattern, reason
FROM (
    VALUES
    ('because', '\bbecause\b', 'names a cause'),
    ('as a result of', '\bas a (?:direct )?result of\b', 'names a cause'),
    ('owing to', '\bowing to\b', 'names a cause'),
    -- "is due to be launched", "are due to start" tell of a plan, not of a cause
    (
        'due to',
        '\bdue to (?:an?|the|its|their|this|these|other|lack|high|low|limited|increased|'
        || 'insufficient|operational|[a-z-]+(?:ing|ity|ities|tions?|sures?|ages?|delays?))\b',
        'names a cause'
    ),
    ('delay', '\bdelay(?:s|ed|ing)?\b', 'says that it is late'),
    ('postponed', '\bpostpone(?:d|ment)?\b', 'says that it is late'),
    ('paused', '\b(?:on hold|paused)\b', 'says that it stands still'),
    ('election', '\b(?:pre|post)-election\b', 'names an event waited for'),
    ('pending', '\bpending\b', 'names an event waited for'),
    ('subject to', '\bsubject to\b', 'names a condition'),
    ('making way for', '\bmaking way for\b', 'names what came first')
) AS phrases(phrase, pattern, reason);

-- The first sentence of each entry, its target cell before its text, that holds such words.
CREATE VIEW stated_causes AS
WITH
passages AS (
    SELECT entry_id, 0 AS place, target_raw AS passage
    FROM entry_values
    UNION ALL
    SELECT entry_id, 1, text
    FROM entries
),
sentences AS (
    SELECT
        entry_id,
        place,
        unnest(regexp_extract_all(passage, '[^.!?•;]+[.!?;]*')) AS sentence,
        generate_subscripts(regexp_extract_all(passage, '[^.!?•;]+[.!?;]*'), 1) AS number
    FROM passages
    WHERE passage IS NOT NULL
),
found AS (
    SELECT entry_id, place, number, trim(sentence) AS sentence, phrase, reason
    FROM sentences
    JOIN causal_phrases ON regexp_matches(sentence, pattern, 'i')
)
SELECT entry_id, sentence, phrase, reason
FROM found
QUALIFY row_number() OVER (PARTITION BY entry_id ORDER BY place, number, phrase) = 1;
