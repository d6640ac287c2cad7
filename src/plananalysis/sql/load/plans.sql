-- Each edition that is loaded, under its key.

INSERT INTO plans BY NAME
SELECT
    plan_id,
    review_id,
    edition,
    submitted_on::DATE AS submitted_on,
    updated_on::DATE AS updated_on,
    coalesce(updated_on, submitted_on)::DATE AS as_of_on,
    title,
    published_on::DATE AS published_on,
    source_file,
    source_sha256,
    source_format,
    layout,
    account_fields,
    account_furniture,
    account_unread
FROM kept_plans
JOIN loaded USING (key)
ORDER BY loaded.place;
