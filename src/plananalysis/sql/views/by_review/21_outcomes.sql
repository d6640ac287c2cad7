-- What each measure can find of an item. A share is the items of one outcome in all that count.

CREATE VIEW measure_outcomes AS
SELECT *
FROM (
    VALUES
    ('acceptance', 1, 'agreed'),
    ('acceptance', 2, 'agreed in principle'),
    ('acceptance', 3, 'partly agreed'),
    ('acceptance', 4, 'not agreed'),
    ('completion', 1, 'reported complete'),
    ('completion', 2, 'complete'),
    ('completion', 3, 'complete_ongoing'),
    ('recommendation_completion', 1, 'fully'),
    ('recommendation_completion', 2, 'partly'),
    ('recommendation_completion', 3, 'not'),
    ('complete_on_arrival', 1, 'complete on arrival'),
    ('complete_on_arrival', 2, 'complete'),
    ('complete_on_arrival', 3, 'complete_ongoing'),
    ('complete_with_promises', 1, 'still promises'),
    ('silent_actions', 1, 'silent'),
    ('silent_actions', 2, 'no progress entry'),
    ('silent_actions', 3, 'no longer stated'),
    ('past_due', 1, 'past due'),
    ('past_due', 2, 'open, not yet due'),
    ('past_due', 3, 'reported complete'),
    ('timeliness', 1, 'within 12 months'),
    ('timeliness', 2, 'later than 12 months'),
    ('timeliness', 3, 'complete, cannot be told when'),
    ('timeliness', 4, 'not reported complete'),
    ('timeliness', 5, 'not yet known'),
    ('slippage', 1, 'reported complete'),
    ('slippage', 2, 'later'),
    ('slippage', 3, 'earlier'),
    ('slippage', 4, 'unchanged'),
    ('slippage', 5, 'past due, no new date'),
    ('slippage', 6, 'not yet due'),
    ('slippage', 7, 'silent'),
    ('slippage', 8, 'no date'),
    ('time_to_complete', 1, 'dated by its text'),
    ('time_to_complete', 2, 'between editions'),
    ('time_to_complete', 3, 'not reported complete')
) AS outcomes(measure, position, outcome);
