-- What became of each promise, by every action that states it: an action of a later edition
-- restates the promise of an earlier one.
SELECT
    stated.entry_id,
    slippage.*
FROM slippage_at($day) AS slippage
JOIN (
    SELECT DISTINCT promise_id, entry_id
    FROM ledger_at($day)
    JOIN entries USING (entry_id)
    WHERE kind = 'action'
) AS stated USING (promise_id)
ORDER BY stated.entry_id, promise_id;
