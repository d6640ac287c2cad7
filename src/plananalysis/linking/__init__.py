"""What belongs together: progress and action, editions of one plan, spellings of one post."""
