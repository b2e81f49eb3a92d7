"""What is measured inside a site of its own; each module prints JSON."""

import django

django.setup()
