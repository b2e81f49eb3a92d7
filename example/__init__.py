"""A runnable site with the app in it."""

import os

if os.environ.get("CELERY_BROKER_URL"):
    from example.celery_app import app as celery_app

    __all__ = ["celery_app"]
