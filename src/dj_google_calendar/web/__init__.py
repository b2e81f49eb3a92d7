"""The calendar UI."""
