// A span of the grid in words.
import { config } from "./config.js";

export function whenOf(calendar, { start, end, allDay }) {
  const zone = calendar.getOption("timeZone");
  const day = { weekday: "short", day: "numeric", month: "short" };
  const clock = { hour: "numeric", minute: "2-digit", hour12: config.hour12, timeZone: zone };
  const options = allDay ? { ...day, timeZone: "UTC" } : { ...day, ...clock };
  const format = new Intl.DateTimeFormat(document.documentElement.lang, options);
  if (!allDay) return format.formatRange(start, end);
  const dayOf = (moment) => (typeof moment === "string" ? moment : calendar.formatIso(moment).slice(0, 10));
  const [first, after] = [start, end].map((moment) => Date.parse(`${dayOf(moment)}T00:00:00Z`));
  return format.formatRange(first, after - 1);
}
