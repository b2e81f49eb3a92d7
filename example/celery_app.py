"""The example site's Celery application, for ``CELERY_BROKER_URL``.

::

    celery -A example.celery_app worker
    celery -A example.celery_app beat
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "example.settings")

app = Celery("example")
app.config_from_object("django.conf:settings", namespace="CELERY")
