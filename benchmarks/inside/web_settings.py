"""The example site as in production, with an empty view beside it."""

from example.settings import *  # noqa: F403 - all but two lines are the site's own

ROOT_URLCONF = "inside.web_urls"
LOGGING_CONFIG = None
