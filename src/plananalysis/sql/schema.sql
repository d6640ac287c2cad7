-- Made from fields.toml by `python -m plananalysis.store.dictionary`. Do not edit.
-- Keys and references are checked by queries as the database is built.

CREATE TYPE review_kind AS ENUM ('thematic inspection', 'case review', 'inspection', 'other');

CREATE TYPE response AS ENUM ('agreed', 'partly agreed', 'agreed in principle', 'not agreed');

CREATE TYPE reason AS ENUM ('commissioning', 'policy', 'operational', 'affordability');

CREATE TYPE entry_kind AS ENUM ('action', 'progress');

CREATE TYPE alignment AS ENUM ('certain', 'inferred', 'ambiguous');

CREATE TYPE target_state AS ENUM ('complete', 'complete_ongoing', 'ongoing', 'dated', 'commenced', 'delayed', 'recurring', 'none');

CREATE TYPE recurrence AS ENUM ('monthly', 'bi-monthly', 'quarterly', 'annually', 'other');

CREATE TYPE date_event AS ENUM ('done', 'planned');

CREATE TYPE link_method AS ENUM ('number', 'text', 'order');

CREATE TYPE facet AS ENUM ('topic', 'lever');

CREATE TYPE source_outcome AS ENUM ('loaded', 'duplicate', 'unreadable');

CREATE TABLE reviews (
    review_id VARCHAR NOT NULL,
    title VARCHAR,
    kind review_kind NOT NULL,
    published_on DATE
);
COMMENT ON TABLE reviews IS 'a review that made recommendations';
COMMENT ON COLUMN reviews.review_id IS 'readable key: the words of the title that mean something, and the month of publication';
COMMENT ON COLUMN reviews.title IS 'title as printed in its earliest edition; null where none could be read';
COMMENT ON COLUMN reviews.kind IS 'what sort of review it is, by the words of its title';
COMMENT ON COLUMN reviews.published_on IS 'day on which the review was published';

CREATE TABLE plans (
    plan_id VARCHAR NOT NULL,
    review_id VARCHAR NOT NULL,
    edition INTEGER NOT NULL,
    submitted_on DATE,
    updated_on DATE,
    as_of_on DATE,
    title VARCHAR,
    published_on DATE,
    source_file VARCHAR NOT NULL,
    source_sha256 VARCHAR NOT NULL,
    source_format VARCHAR NOT NULL,
    layout VARCHAR NOT NULL,
    account_fields INTEGER NOT NULL,
    account_furniture INTEGER NOT NULL,
    account_unread INTEGER NOT NULL,
    CHECK (edition >= 1),
    CHECK ((edition = 1) = (updated_on IS NULL)),
    CHECK (as_of_on IS NOT DISTINCT FROM coalesce(updated_on, submitted_on)),
    CHECK (regexp_full_match(source_sha256, '[0-9a-f]{64}')),
    CHECK (least(account_fields, account_furniture, account_unread) >= 0)
);
COMMENT ON TABLE plans IS 'one edition of an action plan: one raw file';
COMMENT ON COLUMN plans.plan_id IS 'readable key: the review, and the day for which the edition speaks';
COMMENT ON COLUMN plans.review_id IS 'the review that the plan answers';
COMMENT ON COLUMN plans.edition IS '1 is the first; later ones are numbered from 2 by the day of their update';
COMMENT ON COLUMN plans.submitted_on IS 'day on which the first edition was submitted, as printed';
COMMENT ON COLUMN plans.updated_on IS 'day on which this edition was submitted, where it is an update; null in a first edition';
COMMENT ON COLUMN plans.as_of_on IS 'the day for which the edition speaks: updated, else submitted';
COMMENT ON COLUMN plans.title IS 'title of the review as printed in this edition';
COMMENT ON COLUMN plans.published_on IS 'day on which the review was published, as printed in this edition';
COMMENT ON COLUMN plans.source_file IS 'name of the raw file, without its folder';
COMMENT ON COLUMN plans.source_sha256 IS 'SHA-256 of the raw file''s bytes, in hexadecimal';
COMMENT ON COLUMN plans.source_format IS 'format of the raw file';
COMMENT ON COLUMN plans.layout IS 'layout that the reading recognised';
COMMENT ON COLUMN plans.account_fields IS 'printed characters of the source that became fields';
COMMENT ON COLUMN plans.account_furniture IS 'printed characters recognised as headings, definitions, page breaks and tags';
COMMENT ON COLUMN plans.account_unread IS 'printed characters that are neither; each stands in `faults`';

CREATE TABLE recommendations (
    recommendation_id VARCHAR NOT NULL,
    plan_id VARCHAR NOT NULL,
    number VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    addressee VARCHAR,
    text VARCHAR NOT NULL,
    response response,
    reasons reason[] NOT NULL,
    line_first INTEGER NOT NULL,
    line_last INTEGER NOT NULL,
    CHECK (position >= 1),
    CHECK (1 <= line_first AND line_first <= line_last)
);
COMMENT ON TABLE recommendations IS 'a recommendation in an edition';
COMMENT ON COLUMN recommendations.recommendation_id IS 'readable key: the plan, `/R` and the number as printed';
COMMENT ON COLUMN recommendations.plan_id IS 'the edition it stands in';
COMMENT ON COLUMN recommendations.number IS 'number as printed: `1`, in other plans `5.12`';
COMMENT ON COLUMN recommendations.position IS 'reading order in the plan, from 1';
COMMENT ON COLUMN recommendations.addressee IS 'body named in the section heading above it';
COMMENT ON COLUMN recommendations.text IS 'whole text; tags removed, white space collapsed, page breaks joined, misread letters kept';
COMMENT ON COLUMN recommendations.response IS 'what was answered; null where no answer could be read';
COMMENT ON COLUMN recommendations.reasons IS 'reasons stated where it is not wholly agreed; else empty';
COMMENT ON COLUMN recommendations.line_first IS 'first line of the raw file that it stands on, from 1';
COMMENT ON COLUMN recommendations.line_last IS 'last line of the raw file that it stands on';

CREATE TABLE entries (
    entry_id VARCHAR NOT NULL,
    recommendation_id VARCHAR NOT NULL,
    kind entry_kind NOT NULL,
    position INTEGER NOT NULL,
    ref VARCHAR,
    as_of VARCHAR,
    text VARCHAR NOT NULL,
    alignment alignment NOT NULL,
    line_first INTEGER NOT NULL,
    line_last INTEGER NOT NULL,
    CHECK (position >= 1),
    CHECK (kind = 'progress' OR as_of IS NULL),
    CHECK (regexp_full_match(as_of, '[0-9]{4}-[0-9]{2}')),
    CHECK (1 <= line_first AND line_first <= line_last)
);
COMMENT ON TABLE entries IS 'an action promised, or a progress entry reported';
COMMENT ON COLUMN entries.entry_id IS 'readable key: the recommendation, then `/A1`, `/A2` … for actions and `/P1` … for progress';
COMMENT ON COLUMN entries.recommendation_id IS 'the recommendation that it answers';
COMMENT ON COLUMN entries.kind IS 'promised or reported';
COMMENT ON COLUMN entries.position IS 'reading order in the recommendation, from 1';
COMMENT ON COLUMN entries.ref IS 'number as printed, such as `1.4`, even where it is wrong; null where none is printed';
COMMENT ON COLUMN entries.as_of IS 'progress: the month of the heading above it';
COMMENT ON COLUMN entries.text IS 'whole text without its number; tags removed, white space collapsed, misread letters kept';
COMMENT ON COLUMN entries.alignment IS 'how sure it is that the owners and targets belong to this entry';
COMMENT ON COLUMN entries.line_first IS 'first line of the raw file that it stands on, from 1';
COMMENT ON COLUMN entries.line_last IS 'last line of the raw file that it stands on';

CREATE TABLE posts (
    post_id VARCHAR NOT NULL,
    label VARCHAR NOT NULL,
    unit VARCHAR
);
COMMENT ON TABLE posts IS 'a post that owns entries, under one name however it is written';
COMMENT ON COLUMN posts.post_id IS 'readable key, made from the label';
COMMENT ON COLUMN posts.label IS 'the one name';
COMMENT ON COLUMN posts.unit IS 'group or directorate of the post, where it is stated';

CREATE TABLE entry_owners (
    entry_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    owner_raw VARCHAR NOT NULL,
    post_id VARCHAR,
    CHECK (position >= 1)
);
COMMENT ON TABLE entry_owners IS 'an owner named for an entry';
COMMENT ON COLUMN entry_owners.entry_id IS 'the entry';
COMMENT ON COLUMN entry_owners.position IS 'order in the entry''s owner cell, from 1';
COMMENT ON COLUMN entry_owners.owner_raw IS 'owner as printed, line breaks joined';
COMMENT ON COLUMN entry_owners.post_id IS 'the post that this names; null where it names none';

CREATE TABLE entry_targets (
    entry_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    target_raw VARCHAR NOT NULL,
    state target_state NOT NULL,
    edtf VARCHAR,
    earliest_on DATE,
    latest_on DATE,
    recurs recurrence,
    CHECK (position >= 1),
    CHECK (earliest_on <= latest_on),
    CHECK ((earliest_on IS NULL) = (latest_on IS NULL)),
    CHECK (edtf IS NOT NULL OR earliest_on IS NULL)
);
COMMENT ON TABLE entry_targets IS 'a value of the Target Date column belonging to an entry; an empty cell gives one row of state `none`';
COMMENT ON COLUMN entry_targets.entry_id IS 'the entry';
COMMENT ON COLUMN entry_targets.position IS 'order in the entry''s target cell, from 1';
COMMENT ON COLUMN entry_targets.target_raw IS 'value as printed; empty where the cell is';
COMMENT ON COLUMN entry_targets.state IS 'what the value says of the work';
COMMENT ON COLUMN entry_targets.edtf IS 'date as precisely as it is printed: `2023-09`, `2024-21` (spring), `2026`';
COMMENT ON COLUMN entry_targets.earliest_on IS 'first day that the date can mean';
COMMENT ON COLUMN entry_targets.latest_on IS 'last day that the date can mean';
COMMENT ON COLUMN entry_targets.recurs IS 'how often it comes again';

CREATE TABLE entry_dates (
    entry_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    event date_event NOT NULL,
    edtf VARCHAR NOT NULL,
    earliest_on DATE,
    latest_on DATE,
    phrase VARCHAR NOT NULL,
    char_start INTEGER NOT NULL,
    char_end INTEGER NOT NULL,
    CHECK (position >= 1),
    CHECK (earliest_on <= latest_on),
    CHECK ((earliest_on IS NULL) = (latest_on IS NULL)),
    CHECK (0 <= char_start AND char_start < char_end),
    CHECK (length(phrase) = char_end - char_start)
);
COMMENT ON TABLE entry_dates IS 'a date inside an entry''s own text saying when its work was done or is promised';
COMMENT ON COLUMN entry_dates.entry_id IS 'the entry';
COMMENT ON COLUMN entry_dates.position IS 'reading order in the entry, from 1';
COMMENT ON COLUMN entry_dates.event IS 'done then, or promised for then';
COMMENT ON COLUMN entry_dates.edtf IS 'date as precisely as it is printed';
COMMENT ON COLUMN entry_dates.earliest_on IS 'first day that the date can mean';
COMMENT ON COLUMN entry_dates.latest_on IS 'last day that the date can mean';
COMMENT ON COLUMN entry_dates.phrase IS 'the words of the text that say so';
COMMENT ON COLUMN entry_dates.char_start IS 'where the phrase begins in the entry''s `text`, from 0';
COMMENT ON COLUMN entry_dates.char_end IS 'where it ends, exclusive';

CREATE TABLE links (
    progress_id VARCHAR NOT NULL,
    action_id VARCHAR NOT NULL,
    method link_method NOT NULL,
    score DOUBLE NOT NULL,
    CHECK (progress_id <> action_id),
    CHECK (score BETWEEN 0 AND 1)
);
COMMENT ON TABLE links IS 'a progress entry reports on an action of the same edition';
COMMENT ON COLUMN links.progress_id IS 'the progress entry';
COMMENT ON COLUMN links.action_id IS 'the action that it reports on';
COMMENT ON COLUMN links.method IS 'what the link rests on';
COMMENT ON COLUMN links.score IS 'how well the two agree by that method';

CREATE TABLE edition_links (
    earlier_id VARCHAR NOT NULL,
    later_id VARCHAR NOT NULL,
    method link_method NOT NULL,
    score DOUBLE NOT NULL,
    CHECK (earlier_id <> later_id),
    CHECK (score BETWEEN 0 AND 1)
);
COMMENT ON TABLE edition_links IS 'an action of an earlier edition is restated in a later one';
COMMENT ON COLUMN edition_links.earlier_id IS 'the action in the earlier edition';
COMMENT ON COLUMN edition_links.later_id IS 'the action in the later edition';
COMMENT ON COLUMN edition_links.method IS 'what the link rests on';
COMMENT ON COLUMN edition_links.score IS 'how well the two agree by that method';

CREATE TABLE codes (
    facet facet NOT NULL,
    code VARCHAR NOT NULL,
    label VARCHAR NOT NULL,
    definition VARCHAR NOT NULL
);
COMMENT ON TABLE codes IS 'a code of the codebook';
COMMENT ON COLUMN codes.facet IS 'which of the codebook''s two lists';
COMMENT ON COLUMN codes.code IS 'the code';
COMMENT ON COLUMN codes.label IS 'its name in words';
COMMENT ON COLUMN codes.definition IS 'what it covers and what not';

CREATE TABLE item_codes (
    item_id VARCHAR NOT NULL,
    facet facet NOT NULL,
    code VARCHAR NOT NULL,
    phrase VARCHAR,
    char_start INTEGER,
    char_end INTEGER,
    inherited_from VARCHAR,
    CHECK (0 <= char_start AND char_start < char_end)
);
COMMENT ON TABLE item_codes IS 'a code given to a recommendation or an entry';
COMMENT ON COLUMN item_codes.item_id IS 'a `recommendation_id` or an `entry_id`';
COMMENT ON COLUMN item_codes.facet IS 'which of the codebook''s two lists';
COMMENT ON COLUMN item_codes.code IS 'the code';
COMMENT ON COLUMN item_codes.phrase IS 'the words that earned it; null where it is inherited, and of the topic `other`';
COMMENT ON COLUMN item_codes.char_start IS 'where the phrase begins in the item''s `text`, from 0';
COMMENT ON COLUMN item_codes.char_end IS 'where it ends, exclusive';
COMMENT ON COLUMN item_codes.inherited_from IS 'the item whose words earned the code, where this one names no subject of its own and answers that';

CREATE TABLE repeats (
    left_id VARCHAR NOT NULL,
    right_id VARCHAR NOT NULL,
    similarity DOUBLE NOT NULL,
    left_start INTEGER NOT NULL,
    left_end INTEGER NOT NULL,
    right_start INTEGER NOT NULL,
    right_end INTEGER NOT NULL,
    CHECK (left_id <> right_id),
    CHECK (similarity BETWEEN 0 AND 1),
    CHECK (0 <= left_start AND left_start < left_end),
    CHECK (0 <= right_start AND right_start < right_end)
);
COMMENT ON TABLE repeats IS 'two passages in different recommendations that say the same';
COMMENT ON COLUMN repeats.left_id IS 'a `recommendation_id` or an `entry_id`';
COMMENT ON COLUMN repeats.right_id IS 'the other';
COMMENT ON COLUMN repeats.similarity IS 'how alike the two passages are';
COMMENT ON COLUMN repeats.left_start IS 'where the passage begins in the left item''s `text`, from 0';
COMMENT ON COLUMN repeats.left_end IS 'where it ends, exclusive';
COMMENT ON COLUMN repeats.right_start IS 'where the passage begins in the right item''s `text`, from 0';
COMMENT ON COLUMN repeats.right_end IS 'where it ends, exclusive';

CREATE TABLE abbreviations (
    abbreviation VARCHAR NOT NULL,
    expansion VARCHAR NOT NULL,
    plan_id VARCHAR NOT NULL,
    mentions INTEGER NOT NULL,
    CHECK (mentions >= 0)
);
COMMENT ON TABLE abbreviations IS 'an abbreviation and what the plans say that it stands for';
COMMENT ON COLUMN abbreviations.abbreviation IS 'the abbreviation as printed';
COMMENT ON COLUMN abbreviations.expansion IS 'what it stands for, in the plan''s words';
COMMENT ON COLUMN abbreviations.plan_id IS 'the plan that says so';
COMMENT ON COLUMN abbreviations.mentions IS 'how often the abbreviation stands in that plan';

CREATE TABLE printed_totals (
    plan_id VARCHAR NOT NULL,
    response VARCHAR NOT NULL,
    printed INTEGER NOT NULL,
    counted INTEGER NOT NULL,
    CHECK (printed >= 0),
    CHECK (counted >= 0)
);
COMMENT ON TABLE printed_totals IS 'a row of the closing table';
COMMENT ON COLUMN printed_totals.plan_id IS 'the plan that prints it';
COMMENT ON COLUMN printed_totals.response IS 'a response, or `total`';
COMMENT ON COLUMN printed_totals.printed IS 'the number printed';
COMMENT ON COLUMN printed_totals.counted IS 'the number read; `agreed` takes in `agreed in principle` where that has no row of its own';

CREATE TABLE faults (
    plan_id VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    line INTEGER,
    code VARCHAR NOT NULL,
    message VARCHAR NOT NULL,
    is_repaired BOOLEAN NOT NULL,
    before_raw VARCHAR,
    after_raw VARCHAR,
    CHECK (position >= 1),
    CHECK (line >= 1)
);
COMMENT ON TABLE faults IS 'something wrong in a source: found, and mended or left';
COMMENT ON COLUMN faults.plan_id IS 'the plan';
COMMENT ON COLUMN faults.position IS 'order in the plan''s faults, from 1';
COMMENT ON COLUMN faults.line IS 'line of the raw file, from 1; null where the whole file is meant';
COMMENT ON COLUMN faults.code IS 'name of the rule that found it';
COMMENT ON COLUMN faults.message IS 'what was found, and what was done about it';
COMMENT ON COLUMN faults.is_repaired IS 'whether it was mended';
COMMENT ON COLUMN faults.before_raw IS 'the words as they stood';
COMMENT ON COLUMN faults.after_raw IS 'the words as they were read';

CREATE TABLE sources (
    source_file VARCHAR NOT NULL,
    outcome source_outcome NOT NULL,
    plan_id VARCHAR,
    message VARCHAR
);
COMMENT ON TABLE sources IS 'a file of the raw folder, and what became of it';
COMMENT ON COLUMN sources.source_file IS 'name of the raw file, without its folder';
COMMENT ON COLUMN sources.outcome IS 'what became of it';
COMMENT ON COLUMN sources.plan_id IS 'the plan it was loaded as, or that stands in its place';
COMMENT ON COLUMN sources.message IS 'why it is not loaded, or how it differs from what `SOURCES.csv` says';
