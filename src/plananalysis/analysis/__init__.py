"""Questions asked of the database: the measures, searches, and tables to look things up in."""
