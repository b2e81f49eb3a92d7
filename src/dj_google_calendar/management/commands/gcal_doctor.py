"""``manage.py gcal_doctor``: what is wrong, why, and what to do about it."""

import dataclasses
import json
import sys
import textwrap
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from dj_google_calendar.doctor.examine import examine
from dj_google_calendar.findings import ERROR, INFO, WARNING, Finding

INDENT = " " * 5


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
        paint = {ERROR: self.style.ERROR, WARNING: self.style.WARNING, INFO: self.style.SUCCESS}
        for finding in findings:
            self.stdout.write(f"{paint[finding.level](finding.id)} {_text(finding)}")
        errors = sum(finding.level == ERROR for finding in findings)
        warnings = sum(finding.level == WARNING for finding in findings)
        self.stdout.write(f"{_counted(errors, 'error')}, {_counted(warnings, 'warning')}")


def _text(finding: Finding) -> str:
    """Write the finding with its fix and link below it, aligned behind the id."""
    subject = f"{finding.subject}: " if finding.subject else ""
    lines = filter(None, (subject + finding.message, finding.hint, finding.link))
    return textwrap.indent("\n".join(lines), INDENT).removeprefix(INDENT)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
