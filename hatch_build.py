"""Builds the bundle of the calendar page into wheels and source archives."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUNDLE = "src/dj_google_calendar/static/dj_google_calendar/bundle/page.js"


class BundleHook(BuildHookInterface):
    """Bundles once; a source archive brings the bundle along, so that installing needs no npm."""

    def initialize(self, version: str, _build_data: dict[str, Any]) -> None:
        """Build what is missing; without npm, say what the site will lack and go on."""
        root = Path(self.root)
        if version == "editable" or (root / BUNDLE).exists():
            return
        if shutil.which("npm") is None:
            sys.stderr.write("npm is missing: the calendar page will be a plain list.\n")
            return
        subprocess.run(["sh", "frontend/build.sh"], cwd=root, check=True)  # noqa: S607 - any shell
