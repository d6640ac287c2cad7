-- Words by which a text gives a reason. A sentence that holds one is quoted beside a date that
-- moved; whether it is the reason for that, the reader must judge.

CREATE MACRO causal_pattern(phrase) AS
    CASE phrase
        WHEN 'because' THEN '\bbecause\b'
        WHEN 'as a result of' THEN '\bas a (?:direct )?result of\b'
        WHEN 'owing to' THEN '\bowing to\b'
        -- "is due to be launched", "are due to start" tell of a plan, not of a cause
        WHEN 'due to' THEN
            '\bdue to (?:an?|the|its|their|this|these|other|lack|high|low|limited|increased|'
            || 'insufficient|operational|[a-z-]+(?:ing|ity|ities|tions?|sures?|ages?|delays?))\b'
        WHEN 'delay' THEN '\bdelay(?:s|ed|ing)?\b'
        WHEN 'postponed' THEN '\bpostpone(?:d|ment)?\b'
        WHEN 'paused' THEN '\b(?:on hold|paused)\b'
        WHEN 'election' THEN '\b(?:pre|post)-election\b'
        WHEN 'pending' THEN '\bpending\b'
        WHEN 'subject to' THEN '\bsubject to\b'
        WHEN 'making way for' THEN '\bmaking way for\b'
    END;

CREATE VIEW causal_phrases AS
SELECT phrase, causal_pattern(phrase) AS pattern, reason
FROM (
    VALUES
    ('because', 'names a cause'),
    ('as a result of', 'names a cause'),
    ('owing to', 'names a cause'),
    ('due to', 'names a cause'),
    ('delay', 'says that it is late'),
    ('postponed', 'says that it is late'),
    ('paused', 'says that it stands still'),
    ('election', 'names an event waited for'),
    ('pending', 'names an event waited for'),
    ('subject to', 'names a condition'),
    ('making way for', 'names what came first')
) AS phrases(phrase, reason);

CREATE MACRO gives_cause(words, phrase) AS regexp_matches(words, causal_pattern(phrase), 'i');

-- Of the phrases that a sentence holds the first by the alphabet. They are written out because a
-- pattern known beforehand is prepared once, and one that comes from a table for each sentence.
CREATE MACRO find_cause(words) AS
    CASE
        WHEN gives_cause(words, 'as a result of') THEN 'as a result of'
        WHEN gives_cause(words, 'because') THEN 'because'
        WHEN gives_cause(words, 'delay') THEN 'delay'
        WHEN gives_cause(words, 'due to') THEN 'due to'
        WHEN gives_cause(words, 'election') THEN 'election'
        WHEN gives_cause(words, 'making way for') THEN 'making way for'
        WHEN gives_cause(words, 'owing to') THEN 'owing to'
        WHEN gives_cause(words, 'paused') THEN 'paused'
        WHEN gives_cause(words, 'pending') THEN 'pending'
        WHEN gives_cause(words, 'postponed') THEN 'postponed'
        WHEN gives_cause(words, 'subject to') THEN 'subject to'
    END;

-- All patterns as one, which goes through the words once.
CREATE MACRO causal_patterns() AS
    causal_pattern('as a result of')
    || '|' || causal_pattern('because')
    || '|' || causal_pattern('delay')
    || '|' || causal_pattern('due to')
    || '|' || causal_pattern('election')
    || '|' || causal_pattern('making way for')
    || '|' || causal_pattern('owing to')
    || '|' || causal_pattern('paused')
    || '|' || causal_pattern('pending')
    || '|' || causal_pattern('postponed')
    || '|' || causal_pattern('subject to');

-- The first sentence of a passage that holds one, with what is around it up to the marks that end
-- sentences; none of the phrases holds such a mark.
CREATE MACRO find_causal_sentence(passage) AS
    nullif(
        regexp_extract(
            passage, '[^.!?•;]*(?:' || causal_patterns() || ')[^.!?•;]*[.!?;]*', 0, 'i'
        ),
        ''
    );

-- The first sentence of each entry, its target cell before its text, that holds such words.
CREATE TABLE kept.stated_causes AS
WITH
in_targets AS (
    SELECT place, find_causal_sentence(target_raw) AS sentence
    FROM kept.spoken_entries
),
found AS MATERIALIZED (
    SELECT
        entry_id,
        entries.rowid AS place,
        coalesce(in_targets.sentence, find_causal_sentence(text)) AS sentence
    FROM entries
    LEFT JOIN (FROM in_targets WHERE sentence IS NOT NULL) AS in_targets
        ON in_targets.place = entries.rowid
),
named AS MATERIALIZED (
    SELECT entry_id, place, trim(sentence) AS sentence, find_cause(sentence) AS phrase
    FROM found
    WHERE sentence IS NOT NULL
)
SELECT entry_id, sentence, phrase, reason
FROM named
JOIN causal_phrases USING (phrase)
ORDER BY place;

CREATE VIEW stated_causes AS
FROM kept.stated_causes;
