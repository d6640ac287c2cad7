-- Each different sentence gets the number under which it was read first. Which numbers they are
-- changes nothing.

CREATE TABLE numbered AS SELECT wording, digest, telling FROM read;

CREATE TABLE different AS
SELECT min(wording) AS wording, digest, min(telling) AS telling FROM numbered GROUP BY digest;

-- What tells too little is no more than counted.
CREATE TABLE said AS
SELECT different.wording, place, number, first, last, time
FROM sentences
JOIN numbered USING (wording)
JOIN different USING (digest)
WHERE different.telling >= $words_in_common;

CREATE TABLE wordings AS
WITH counted AS (SELECT wording, count(*) AS places FROM said WHERE time = 1 GROUP BY wording)
SELECT wording, telling, coalesce(places, 0) AS places
FROM different LEFT JOIN counted USING (wording);

CREATE TABLE features AS
SELECT wording, unnest(features) AS feature FROM read SEMI JOIN wordings USING (wording);

DROP TABLE numbered;
DROP TABLE different;

CREATE TABLE firsts (
    wording INTEGER NOT NULL,
    places BIGINT NOT NULL,
    rank BIGINT NOT NULL,
    place INTEGER NOT NULL,
    recommendation INTEGER NOT NULL,
    plan INTEGER NOT NULL,
    review INTEGER NOT NULL
);
