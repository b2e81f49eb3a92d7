"""Static checks of the installation: offline, run by Django at every start."""


def register_all() -> None:
    """Register the checks with Django."""
