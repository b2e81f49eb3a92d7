"""What all pages of the inspector have around their content."""

from werkzeug.wrappers import Response

from gcal_emulator.inspector.html import attribute, text
from gcal_emulator.world import World

SECTIONS = {
    "": "Overview",
    "people": "People",
    "calendars": "Calendars",
    "events": "Events",
    "grants": "Grants",
    "channels": "Channels",
    "deliveries": "Deliveries",
    "requests": "Requests",
    "faults": "Faults",
    "mails": "Mails",
    "switches": "Switches",
}

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title} - local Google</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/_emulator/inspector.css">
</head>
<body>
<header>
<p>Local Google <time datetime="{datetime}">{now}</time>{frozen}</p>
<nav aria-label="Sections">{links}</nav>
</header>
<main>
<h1>{title}</h1>
{content}
</main>
</body>
</html>
"""
POLICY = (
    "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


def framed(world: World, path: str, title: str, content: str, *, status: int = 200) -> Response:
    """Give a page with its frame, and the policy under which browsers show it."""
    links = "".join(
        f"<a href='/_emulator/{attribute(key)}'{' aria-current=page' if key == path else ''}>"
        f"{text(name)}</a>"
        for key, name in SECTIONS.items()
    )
    now = world.clock.now()
    html = PAGE.format(
        title=text(title),
        datetime=now.isoformat(timespec="seconds"),
        now=text(f"{now:%Y-%m-%d %H:%M:%S} UTC"),
        frozen=" <span class='mark'>frozen</span>" if world.clock.is_frozen else "",
        links=links,
        content=content,
    )
    response = Response(html, status=status, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
