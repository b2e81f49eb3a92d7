"""Figures for those who watch the site: Prometheus, and django-health-check."""
