"""Dates as plans print them: in the Target Date column, and inside the text of an entry."""
