"""From published files to the database, and from the database to files."""
