"""What texts are about, by the codebook, and what is said again."""
