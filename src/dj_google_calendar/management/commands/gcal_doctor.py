"""``manage.py gcal_doctor``: what is wrong, why, and what to do about it."""

import dataclasses
import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from dj_google_calendar.doctor import examine
from dj_google_calendar.findings import ERROR, WARNING, Finding


class Command(BaseCommand):
    """Prints the findings; exits with 1 where one is an error."""

    help = "Examine the installation, and with --live each connected account."
    # the command itself shows what the checks would stop it for
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the command's options."""
        parser.add_argument("--live", action="store_true", help="ask Google, for each account")
        parser.add_argument("--json", action="store_true", help="print a JSON list")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Examine and print."""
        findings = examine(live=options["live"])
        if options["json"]:
            rows = [dataclasses.asdict(each) | {"level": each.level} for each in findings]
            self.stdout.write(json.dumps(rows, indent=1))
        else:
            self._print(findings)
        if any(finding.level == ERROR for finding in findings):
            sys.exit(1)

    def _print(self, findings: list[Finding]) -> None:
        paint = {ERROR: self.style.ERROR, WARNING: self.style.WARNING}
        for finding in findings:
            subject = f"{finding.subject}: " if finding.subject else ""
            painted = paint.get(finding.level, self.style.SUCCESS)(f"{finding.id}")
            self.stdout.write(f"{painted} {subject}{finding.message}")
            for more in (finding.hint, finding.link):
                if more:
                    self.stdout.write(f"     {more}")
        errors = sum(finding.level == ERROR for finding in findings)
        warnings = sum(finding.level == WARNING for finding in findings)
        self.stdout.write(f"{errors} errors, {warnings} warnings")
