// What the page was sent with.
export const config = JSON.parse(document.getElementById("calendar-config").textContent);
export const calendars = new Map(config.calendars.map((calendar) => [calendar.pk, calendar]));
