"""Django's tasks by Celery: one Celery task runs them all.

::

    TASKS = {"default": {"BACKEND": "dj_google_calendar.task_backends.celery.CeleryBackend"}}

The site's Celery application must be its default one, and its workers must import this module
(``app.conf.imports``). A message is acknowledged after the task has run, and again given out
where its worker died: tasks of this app can be run twice without harm.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from celery import shared_task
from celery.result import AsyncResult
from django.utils import timezone
from django.utils.module_loading import import_string

from dj_google_calendar.task_api import BaseTaskBackend, Task, TaskResult, TaskResultStatus


@shared_task(
    name="dj_google_calendar.run_task",
    acks_late=True,
    reject_on_worker_lost=True,
    ignore_result=True,
)  # type: ignore[untyped-decorator] # Celery has no types
def run_task(path: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> None:
    """Run one of Django's tasks, named by its path; raise TypeError for what is none."""
    found = import_string(path)
    if not isinstance(found, Task):
        raise TypeError(f"{path} is no task.")
    found.call(*args, **kwargs)


class CeleryBackend(BaseTaskBackend):
    """Hands tasks to Celery; results are not kept."""

    supports_defer = True
    supports_priority = False
    uses_broker = True

    def enqueue(self, task: Any, args: Any, kwargs: Any) -> Any:
        """Send a task to Celery's broker; raise what Celery raises where it is not there."""
        self.validate_task(task)
        path = f"{task.func.__module__}.{task.func.__qualname__}"
        sent: AsyncResult[None] = run_task.apply_async(
            (path, list(args), dict(kwargs)),
            eta=task.run_after,
            retry=False,  # a hint that comes late is worth no waiting: a tick finds what is due
        )
        return TaskResult(
            task=task,
            id=str(sent.id),
            status=TaskResultStatus.READY,
            enqueued_at=timezone.now(),
            started_at=None,
            finished_at=None,
            last_attempted_at=None,
            args=list(args),
            kwargs=dict(kwargs),
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )
