"""Recurrence: rules in words, counted, and divided; pure."""
