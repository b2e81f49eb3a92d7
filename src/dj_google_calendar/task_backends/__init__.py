"""Backends for Django's tasks that no other project maintains."""
