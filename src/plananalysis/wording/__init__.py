"""What the reading knows of words: wordings in lists, sentences, posts, months, odd letters."""
