"""Plans whose truth is known, their exports in many layouts, and damage to any export.

`plans` makes records (in `wording`), `exports` writes them as published text (`layouts`, `rows`),
`damage` harms a text and says what was destroyed (`places` finds where). Tests and benchmarks share
them; reading an export back must give the records.
"""
