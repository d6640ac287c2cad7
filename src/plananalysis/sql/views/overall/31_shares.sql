-- Every share, by every cut: `WHERE measure = … AND cut = …` chooses. Each carries its numerator and
-- denominator, what was left out and why, the Wilson 95 % interval and the days it speaks for.

-- Each measure as a bit of a number.
CREATE VIEW kept.measure_bits AS
SELECT measure, 1::BIGINT << (row_number() OVER (ORDER BY measure) - 1) AS bit
FROM (SELECT DISTINCT measure FROM measure_outcomes);

-- From the items that the measures looked at and what they found of them, two relations whose names
-- are given, as of the same day.
CREATE MACRO share_out(findings, told, day) AS TABLE
WITH
-- Items of one review that look alike are counted at once, where they stand in a group by what they
-- answer or by their codes; owners are those of the item.
alike AS (
    SELECT review_id, reckoned_on, response, addressee, profile, count(*) AS n
    FROM query_table(findings)
    GROUP BY ALL
),
-- Where many groups are made, a review is known by a number: its key is long.
numbered AS (
    SELECT review_id, reviews.rowid AS review
    FROM reviews
),
alike_spoken AS (
    SELECT * EXCLUDE (review_id)
    FROM alike
    JOIN numbered USING (review_id)
    JOIN speaking_at(day) USING (review_id)
),
alike_coded AS (
    SELECT review, reckoned_on, profile, topics, levers, count(*) AS n
    FROM query_table(findings)
    JOIN numbered USING (review_id)
    GROUP BY ALL
),
looked_at AS (
    SELECT item, review, reckoned_on, profile
    FROM query_table(findings)
    JOIN numbered USING (review_id)
),
grouped AS MATERIALIZED (
    SELECT cut, value, label, review, reckoned_on, profile, sum(n)::BIGINT AS n
    FROM cut_by_recommendation('alike_spoken')
    GROUP BY ALL
    UNION ALL
    SELECT cut, value, label, review, reckoned_on, profile, sum(n)::BIGINT
    FROM cut_by_code('alike_coded')
    GROUP BY ALL
    UNION ALL
    SELECT cut, value, label, review, reckoned_on, profile, count(*)
    FROM cut_by_owner('looked_at')
    GROUP BY ALL
),
counted AS (
    SELECT measure, cut, value, label, outcomes, left_out, is_unread, sum(n)::BIGINT AS n
    FROM (
        SELECT cut, value, label, profile, sum(n) AS n
        FROM grouped
        GROUP BY ALL
    )
    JOIN query_table(told) USING (profile)
    GROUP BY ALL
),
-- which measures looked at anything of a review in the group, one bit for each
spoken AS (
    SELECT cut, value, label, review, reckoned_on, bit_or(looking) AS looking
    FROM grouped
    JOIN (
        SELECT profile, bit_or(bit) AS looking
        FROM query_table(told)
        JOIN kept.measure_bits USING (measure)
        GROUP BY profile
    ) USING (profile)
    GROUP BY ALL
),
reviewed AS (
    SELECT
        measure,
        cut,
        value,
        label,
        count(*) AS reviews,
        min(reckoned_on) AS as_of_first,
        max(reckoned_on) AS as_of_last
    FROM spoken
    JOIN kept.measure_bits ON looking & bit > 0
    GROUP BY ALL
),
totals AS (
    SELECT
        measure,
        cut,
        value,
        label,
        coalesce(sum(n) FILTER (left_out IS NULL), 0)::BIGINT AS denominator,
        coalesce(sum(n) FILTER (left_out IS NOT NULL), 0)::BIGINT AS n_left_out,
        coalesce(sum(n) FILTER (left_out IS NULL AND is_unread), 0)::BIGINT AS n_unread
    FROM counted
    GROUP BY measure, cut, value, label
),
reasons AS (
    SELECT
        measure,
        cut,
        value,
        label,
        string_agg(n || ' ' || left_out, '; ' ORDER BY left_out) AS left_out
    FROM (
        SELECT measure, cut, value, label, left_out, sum(n)::BIGINT AS n
        FROM counted
        WHERE left_out IS NOT NULL
        GROUP BY ALL
    )
    GROUP BY measure, cut, value, label
),
found AS (
    SELECT measure, cut, value, label, outcome, sum(n)::BIGINT AS numerator
    FROM (
        SELECT measure, cut, value, label, n, unnest(outcomes) AS outcome
        FROM counted
        WHERE left_out IS NULL
    )
    GROUP BY ALL
)
SELECT
    measure,
    cut,
    value,
    label,
    outcome,
    coalesce(numerator, 0) AS numerator,
    denominator,
    CASE WHEN denominator > 0 THEN coalesce(numerator, 0) / denominator END AS share,
    wilson_low(coalesce(numerator, 0), denominator) AS share_low,
    wilson_high(coalesce(numerator, 0), denominator) AS share_high,
    n_left_out,
    coalesce(left_out, '') AS left_out,
    -- of the denominator: what is not known to be complete only for want of a readable cell
    n_unread,
    reviews,
    as_of_first,
    as_of_last
FROM totals
JOIN reviewed USING (measure, cut, value, label)
JOIN measure_outcomes USING (measure)
LEFT JOIN found USING (measure, cut, value, label, outcome)
LEFT JOIN reasons USING (measure, cut, value, label)
ORDER BY measure, cut, value, label, measure_outcomes.position;

CREATE MACRO reckon_shares(day) AS TABLE
WITH
sights AS MATERIALIZED (
    FROM reckon_sights(day)
),
ways AS MATERIALIZED (
    SELECT row_number() OVER () AS profile, seen
    FROM (SELECT DISTINCT seen FROM sights)
),
findings_of_day AS (
    SELECT sights.* EXCLUDE (seen), profile
    FROM sights
    JOIN ways USING (seen)
),
told_of_day AS (
    FROM tell_measures('ways')
)
FROM share_out('findings_of_day', 'told_of_day', day);

CREATE TABLE kept.shares AS
FROM share_out('kept.findings', 'kept.profile_findings', NULL);

CREATE MACRO shares_at(day) AS TABLE
FROM kept.shares
WHERE day IS NULL
UNION ALL
FROM reckon_shares(day)
WHERE day IS NOT NULL;

CREATE VIEW shares AS
FROM kept.shares;
