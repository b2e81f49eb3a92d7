"""Watches every commit from within the database: nothing that was known may become older."""

from tests.servers.site import Site

BACKWARDS_EVENT = """
    {old} > {new} OR NEW.seen_generation < OLD.seen_generation
    OR (OLD.status = 'cancelled' AND NEW.status <> 'cancelled' AND {old} = {new})
"""
BACKWARDS_CALENDAR = """
    NEW.lease_generation < OLD.lease_generation OR NEW.pull_generation < OLD.pull_generation
    OR NEW.done < OLD.done OR (NEW.lease_generation = OLD.lease_generation
      AND NEW.lease_owner <> OLD.lease_owner AND NEW.lease_owner <> '')
"""
MOVED = "NEW.page_token <> OLD.page_token AND NEW.page_token <> ''"
TABLES = """
    CREATE TABLE killer_stale (what text NOT NULL);
    CREATE TABLE killer_page (
      calendar bigint NOT NULL, generation bigint NOT NULL, token text NOT NULL
    );
"""
WATCHED = (
    ("event", BACKWARDS_EVENT, "INSERT INTO killer_stale VALUES ('event ' || NEW.google_id)"),
    ("calendar", BACKWARDS_CALENDAR, "INSERT INTO killer_stale VALUES ('calendar ' || NEW.id)"),
    (
        "calendar",
        MOVED,
        "INSERT INTO killer_page VALUES (NEW.id, NEW.pull_generation, NEW.page_token)",
    ),
)
STALE = "SELECT what FROM killer_stale"
KEPT_TWICE = (
    "SELECT calendar, count(*) FROM killer_page GROUP BY calendar, generation, token "
    "HAVING count(*) > 1"
)


class Audit:
    """Triggers on the tables of the mirror."""

    def __init__(self, site: Site, *, is_postgresql: bool) -> None:
        self._site = site
        write = _postgresql if is_postgresql else _sqlite
        watched = "".join(write(number, *each) for number, each in enumerate(WATCHED))
        site.change(TABLES + watched)

    def findings(self) -> list[str]:
        """Say what a commit brought back that was over, and which pages were kept twice."""
        twice = [f"page of calendar {row[0]}" for row in self._site.ask(KEPT_TWICE)]
        return [str(row[0]) for row in self._site.ask(STALE)] + twice


def _sqlite(number: int, table: str, condition: str, noted: str) -> str:
    names = {name.lower(): f"CAST(trim({name}.etag, '\"') AS INTEGER)" for name in ("OLD", "NEW")}
    return (
        f"CREATE TRIGGER killer_{number} AFTER UPDATE ON google_calendar_{table} "
        f"WHEN {condition.format(**names)} BEGIN {noted}; END;\n"
    )


def _postgresql(number: int, table: str, condition: str, noted: str) -> str:
    names = {name.lower(): f"trim('\"' from {name}.etag)::bigint" for name in ("OLD", "NEW")}
    return (
        f"CREATE FUNCTION killer_{number}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {noted}; RETURN NULL; END $$;\n"
        f"CREATE TRIGGER killer_{number} AFTER UPDATE ON google_calendar_{table} FOR EACH ROW "
        f"WHEN ({condition.format(**names)}) EXECUTE FUNCTION killer_{number}();\n"
    )
