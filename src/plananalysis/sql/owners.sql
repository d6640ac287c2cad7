-- The wordings in which the plans that are loaded name owners, each once.

SELECT DISTINCT owner_raw
FROM kept_entry_owners
SEMI JOIN loaded USING (key)
ORDER BY owner_raw;
