"""The tasks API, from Django itself or, before Django 6, from the package it came from."""

from typing import TYPE_CHECKING

import django

if TYPE_CHECKING or django.VERSION >= (6,):
    from django.tasks import Task, TaskResult, TaskResultStatus, task, task_backends
    from django.tasks.backends.base import BaseTaskBackend
else:
    from django_tasks import TaskResult, TaskResultStatus, task, task_backends
    from django_tasks.backends.base import BaseTaskBackend
    from django_tasks.base import Task

__all__ = [
    "BaseTaskBackend",
    "Task",
    "TaskResult",
    "TaskResultStatus",
    "task",
    "task_backends",
]
