"""The only writer of the columns that belong to Google."""
