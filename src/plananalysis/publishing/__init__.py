"""What README.md and the methodology quote from the data, written by the program."""
