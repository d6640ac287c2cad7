-- Arithmetic that the measures share, and where their results are kept.
--
-- What many questions need is reckoned once, when the database is built, and kept in the schema
-- `kept`: the views read it there. `reckon_…` is the derivation, for any day; `…_at(day)` takes
-- what is kept where no day is asked for, and derives it where one is. What is kept is kept in an
-- order of its own, down to the last row: that in which rows come out of joins and groups differs
-- from build to build.
CREATE SCHEMA kept;

-- Months are counted on the calendar: from any day of April to any day of June is two.
CREATE MACRO month_number(day) AS 12 * year(day) + month(day);

-- The least and the most months from one date to another, each known only to lie between a first
-- and a last day. Where both are printed as months the two are equal.
CREATE MACRO slip_months_min(from_latest_on, to_earliest_on) AS
    month_number(to_earliest_on) - month_number(from_latest_on);

CREATE MACRO slip_months_max(from_earliest_on, to_latest_on) AS
    month_number(to_latest_on) - month_number(from_earliest_on);

-- Wilson's score interval for a share (Wilson 1927): the 95 % interval that stays honest where the
-- numbers are small or the share is near none or all. Null where there is nothing to share.
CREATE MACRO wilson_centre(numerator, denominator, z) AS
    (numerator + z * z / 2) / (denominator + z * z);

CREATE MACRO wilson_reach(numerator, denominator, z) AS
    z / (denominator + z * z)
    * sqrt(numerator * (denominator - numerator) / denominator + z * z / 4);

CREATE MACRO wilson_low(numerator, denominator) AS
    CASE
        WHEN denominator > 0 THEN greatest(
            0.0,
            wilson_centre(numerator::DOUBLE, denominator::DOUBLE, 1.959963984540054)
            - wilson_reach(numerator::DOUBLE, denominator::DOUBLE, 1.959963984540054)
        )
    END;

CREATE MACRO wilson_high(numerator, denominator) AS
    CASE
        WHEN denominator > 0 THEN least(
            1.0,
            wilson_centre(numerator::DOUBLE, denominator::DOUBLE, 1.959963984540054)
            + wilson_reach(numerator::DOUBLE, denominator::DOUBLE, 1.959963984540054)
        )
    END;

-- What several values of the Target Date column say together. An empty cell says nothing; one
-- value that is not complete is enough to keep the whole from being complete.
CREATE MACRO joint_state(stated, complete, ongoing) AS
    CASE
        WHEN stated = 0 THEN 'not stated'
        WHEN complete < stated THEN 'open'
        WHEN ongoing > 0 THEN 'complete_ongoing'
        ELSE 'complete'
    END;
