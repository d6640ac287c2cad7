-- A share of the repeats, by their left passages: all of them with their ids are more than memory
-- may hold.
CREATE OR REPLACE TABLE shown AS
SELECT *, 1.0::DOUBLE AS similarity FROM verbatim
WHERE left_place >= $first AND left_place < $last
UNION ALL
FROM aligned
WHERE left_place >= $first AND left_place < $last;
