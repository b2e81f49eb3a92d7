"""Recurrence: rules in words."""
