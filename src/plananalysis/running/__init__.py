"""A whole run: database, notebooks, charts, tables and site, and only what is due."""
