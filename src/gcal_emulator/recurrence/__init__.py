"""Recurrence for the emulator: rules checked, series expanded (contract, section 9)."""

from gcal_emulator.recurrence.check import InvalidRecurrenceError, check_recurrence
from gcal_emulator.recurrence.expand import Occurrence, occurrences

__all__ = ["InvalidRecurrenceError", "Occurrence", "check_recurrence", "occurrences"]
