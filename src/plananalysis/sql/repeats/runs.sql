-- What is found: runs of sentences, told by the number of the first in the left text. What is not
-- verbatim is a repeat if it is seen to be one when its words are set side by side.

CREATE TABLE verbatim (
    left_place INTEGER NOT NULL,
    right_place INTEGER NOT NULL,
    number INTEGER NOT NULL,
    left_start INTEGER NOT NULL,
    left_end INTEGER NOT NULL,
    right_start INTEGER NOT NULL,
    right_end INTEGER NOT NULL
);

CREATE TABLE reworded AS FROM verbatim;

CREATE TABLE aligned AS SELECT *, 1.0::DOUBLE AS similarity FROM verbatim;
