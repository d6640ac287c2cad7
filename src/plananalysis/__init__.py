"""Published action plans, read into tables that can be checked to the line."""

__version__ = "0.1.0"
