-- Where shares of about so many repeats begin: those of a left passage are all in one.
CREATE TABLE shares AS
SELECT min(left_place) AS first
FROM (
    SELECT left_place, sum(count(*)) OVER (ORDER BY left_place) // $most AS share
    FROM (SELECT left_place FROM verbatim UNION ALL SELECT left_place FROM aligned)
    GROUP BY left_place
)
GROUP BY share;
