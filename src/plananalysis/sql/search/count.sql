-- How often a term stands in a text. Most texts do not even hold its letters. An underscore and a
-- dotted capital are no letters of a word, though the expression would take them for such.
CASE WHEN contains(lower(text), $letters) THEN len(regexp_extract_all(
    lower(replace(replace(text, '_', '.'), 'İ', '.')), $expression)) ELSE 0 END
