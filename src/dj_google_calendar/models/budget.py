"""How many requests have been spent of what Google allows, by all workers together."""

from django.db import models


class Budget(models.Model):
    """One limit: of the project for a minute or for a day, or of one account for a minute."""

    name = models.CharField(max_length=100, unique=True)
    window = models.PositiveBigIntegerField(default=0)
    """The number of the minute, or of the day, since 1970."""
    used = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name}: {self.used}"
