"""Notification channels: opened before they are needed, renewed by overlap, stopped at the end."""
