-- How far did each promised date move? One row a promise. One that never had a date is left out of
-- the count: its row has no outcome, and says why. `no date` is what is reported on only in cells
-- that are empty or could not be read: whether it was done or put off, the plan does not say.

CREATE MACRO reckon_slippage(day) AS TABLE
WITH
promises AS (
    FROM promises_at(day)
),
-- The dates stated for a promise after the first, one for each time that it is spoken of.
later_dates AS (
    SELECT
        promise_id,
        stated_order,
        min(due_earliest_on) AS earliest_on,
        max(due_latest_on) AS latest_on,
        string_agg(DISTINCT due_edtf, '; ' ORDER BY due_edtf) AS edtf,
        string_agg(DISTINCT due_raw, '; ' ORDER BY due_raw) AS words,
        list(DISTINCT entry_id ORDER BY entry_id) AS entry_ids
    FROM statements_at(day)
    WHERE is_telling AND statement <> 'promise' AND due_edtf IS NOT NULL
    GROUP BY promise_id, stated_order
),
changes AS (
    SELECT
        promise_id,
        edtf <> coalesce(
            lag(edtf) OVER (PARTITION BY promise_id ORDER BY stated_order), original_edtf
        ) AS is_change
    FROM later_dates
    JOIN (SELECT promise_id, original_edtf FROM promises) USING (promise_id)
),
counted_changes AS (
    SELECT
        promise_id,
        count(*) AS later_dates,
        count(*) FILTER (is_change) AS rebaselined
    FROM changes
    GROUP BY promise_id
),
current_dates AS (
    SELECT
        promise_id,
        edtf AS current_edtf,
        words AS current_raw,
        earliest_on AS current_earliest_on,
        latest_on AS current_latest_on,
        entry_ids AS current_entry_ids
    FROM later_dates
    QUALIFY row_number() OVER (PARTITION BY promise_id ORDER BY stated_order DESC) = 1
),
months AS (
    SELECT
        promises.*,
        current_dates.* EXCLUDE (promise_id),
        (original_edtf IS NOT NULL)::BIGINT + coalesce(later_dates, 0) AS dates_stated,
        coalesce(rebaselined, 0) AS rebaselined,
        slip_months_min(original_latest_on, current_earliest_on) AS slip_months_min,
        slip_months_max(original_earliest_on, current_latest_on) AS slip_months_max,
        slip_months_min(original_latest_on, completed_after_on) AS completed_slip_months_min,
        slip_months_max(original_earliest_on, completed_by_on) AS completed_slip_months_max,
        slip_months_min(original_latest_on, evidenced_earliest_on) AS evidenced_slip_months_min,
        slip_months_max(original_earliest_on, evidenced_latest_on) AS evidenced_slip_months_max
    FROM promises
    LEFT JOIN counted_changes USING (promise_id)
    LEFT JOIN current_dates USING (promise_id)
),
outcomes AS (
    SELECT
        *,
        CASE
            WHEN original_edtf IS NULL OR is_complete_on_arrival THEN NULL
            WHEN is_reported_complete THEN 'reported complete'
            WHEN is_update AND progress_entries = 0 THEN 'silent'
            WHEN slip_months_min > 0 THEN 'later'
            WHEN slip_months_max < 0 THEN 'earlier'
            -- the same date, or one whose printed precision cannot show that it moved
            WHEN current_edtf IS NOT NULL THEN 'unchanged'
            WHEN is_unread THEN 'no date'
            WHEN original_latest_on < reckoned_on THEN 'past due, no new date'
            ELSE 'not yet due'
        END AS outcome,
        -- of which a reason may be given
        coalesce(outcome IN ('later', 'earlier', 'past due, no new date'), false) AS is_reasoned
    FROM months
),
told_by_progress AS (
    SELECT promise_id, unnest(progress_ids) AS entry_id
    FROM promises
),
causes AS (
    SELECT promise_id, entry_id AS reason_entry_id, sentence AS reason, phrase AS reason_phrase
    FROM told_by_progress
    JOIN stated_causes USING (entry_id)
    QUALIFY row_number() OVER (PARTITION BY promise_id ORDER BY entry_id DESC) = 1
),
still_promising AS (
    SELECT promise_id
    FROM told_by_progress
    JOIN complete_with_promises_at(day) USING (entry_id)
)
SELECT
    promise_id,
    review_id,
    promised_in,
    told_in,
    recommendation_id,
    promised_on,
    as_of_on,
    reckoned_on,
    outcome,
    original_raw,
    original_edtf,
    original_earliest_on,
    original_latest_on,
    recurs,
    current_raw,
    current_edtf,
    current_earliest_on,
    current_latest_on,
    coalesce(current_entry_ids, []) AS current_entry_ids,
    slip_months_min,
    slip_months_max,
    completed_after_on,
    completed_by_on,
    CASE WHEN outcome = 'reported complete' THEN completed_slip_months_min END
        AS completed_slip_months_min,
    CASE WHEN outcome = 'reported complete' THEN completed_slip_months_max END
        AS completed_slip_months_max,
    evidence,
    evidenced_earliest_on,
    evidenced_latest_on,
    CASE WHEN outcome = 'reported complete' THEN evidenced_slip_months_min END
        AS evidenced_slip_months_min,
    CASE WHEN outcome = 'reported complete' THEN evidenced_slip_months_max END
        AS evidenced_slip_months_max,
    dates_stated,
    rebaselined,
    CASE WHEN is_reasoned THEN reason END AS reason,
    CASE WHEN is_reasoned THEN reason_phrase END AS reason_phrase,
    CASE WHEN is_reasoned THEN reason_entry_id END AS reason_entry_id,
    promised_state,
    is_complete_on_arrival,
    state,
    progress_ids,
    promise_id IN (SELECT promise_id FROM still_promising) AS is_still_promising,
    is_unread,
    is_still_stated,
    is_shared,
    alignment,
    link_score,
    CASE
        WHEN outcome IS NOT NULL THEN NULL
        WHEN is_complete_on_arrival THEN 'complete on arrival'
        WHEN promised_state = 'not stated' THEN 'empty or unread target cell'
        WHEN has_start THEN 'only a start is dated'
        ELSE 'no date promised'
    END AS left_out
FROM outcomes
LEFT JOIN causes USING (promise_id)
ORDER BY promise_id;

CREATE TABLE kept.slippage AS
FROM reckon_slippage(NULL);

CREATE MACRO slippage_at(day) AS TABLE
FROM kept.slippage
WHERE day IS NULL
UNION ALL
FROM reckon_slippage(day)
WHERE day IS NOT NULL;

CREATE VIEW slippage AS
FROM kept.slippage;
