"""The table of a plan: its parts, its columns, its rows mended and gathered by recommendation."""
