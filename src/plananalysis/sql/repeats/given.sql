-- What is written down of passages that come one after another.

CREATE TABLE passages (
    place INTEGER NOT NULL,
    item_id VARCHAR NOT NULL,
    recommendation_id VARCHAR NOT NULL,
    plan_id VARCHAR NOT NULL,
    review_id VARCHAR NOT NULL,
    text VARCHAR NOT NULL
);

-- `first` and `last`: from where to where its words stand in the passage's text. `time`: how often
-- the same words stood in the passage before, and one.
CREATE TABLE sentences (
    place INTEGER NOT NULL,
    wording INTEGER NOT NULL,
    number INTEGER NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    time INTEGER NOT NULL
);

-- Sentences, numbered as they were read; the same words may have more than one number.
CREATE TABLE read (
    wording INTEGER NOT NULL,
    digest DECIMAL(38, 0) NOT NULL,
    telling INTEGER NOT NULL,
    features UBIGINT[] NOT NULL
);
