"""Signals for host projects: this app sends them and never receives them."""

from django.dispatch import Signal

account_connected = Signal()
"""Sent with ``account`` after a Google account was connected or connected again."""

account_disconnected = Signal()
"""Sent with ``user`` and ``email`` after an account was disconnected."""

account_needs_reconnect = Signal()
"""Sent with ``account`` once, when Google has ended its grant."""

calendar_pulled = Signal()
"""Sent with ``calendar`` and ``sync_run`` after a pull has reached its end."""
