"""A runnable site with the app in it."""
