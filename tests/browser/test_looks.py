"""Every page in light, in dark and on a phone: nothing serious by axe, nothing cut off."""

import pytest

pytestmark = pytest.mark.django_db(transaction=True)

LOOKS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True},
}


@pytest.mark.parametrize("look", LOOKS)
def test_each_page_is_sound_and_fits(open_page, connect, axe, screenshot, look):
    # pages that carry the policy refuse axe's own style element, so it is lifted for axe alone
    page = open_page(bypass_csp=True, **LOOKS[look])
    findings = {}

    def examine(name):
        findings[name] = axe(page)
        width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if width > 0:
            findings[name].append(("cut off", width))
        screenshot(page, f"{look}-{name}")

    page.goto("/accounts/login/")
    examine("login")
    page.goto("/calendar/connect/")
    examine("connect")
    page.get_by_role("link", name="Connect Google").click()
    examine("choose")
    page.get_by_role("button", name="Alice Example").click()
    examine("consent")
    connect(page)
    examine("account")
    for name in ("accounts", "calendars"):
        page.goto(f"/calendar/{name}/")
        examine(name)
    page.get_by_role("link", name="Alice", exact=True).click()
    examine("events")
    page.goto("/rest/v1/calendar/redirect/?state=forged&code=x")
    examine("error")

    assert {name: found for name, found in findings.items() if found} == {}
