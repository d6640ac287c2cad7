"""One reader a format: each gives the same grid, and what comes after knows no format."""
