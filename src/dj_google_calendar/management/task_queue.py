"""The tasks that wait in the database, where that is the queue."""

import importlib
from typing import Any

from dj_google_calendar.task_api import task_backends

DATABASE = "django_tasks_db"
WORKER = "django_tasks_db.management.commands.db_worker"


def run_queued_tasks() -> None:
    """Run the tasks that wait; nothing to do where another backend has them."""
    if not type(task_backends["default"]).__module__.startswith(DATABASE):
        return
    # the package is there if it is the backend
    worker_class: Any = importlib.import_module(WORKER).Worker
    worker = worker_class(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="gcal_worker",
        excluded_queue_names=[],
    )
    worker.run()
