// A span of the grid in words.
import { config } from "./config.js";

// Without an end, it is said when it begins; days are given as the grid gives them, or as 2026-12-01
export function whenOf(calendar, { start, end, allDay }) {
  const dayOf = (moment) => (typeof moment === "string" ? moment : calendar.formatIso(moment).slice(0, 10));
  const isThisYear = dayOf(start).slice(0, 4) === dayOf(new Date()).slice(0, 4);
  const day = { weekday: "short", day: "numeric", month: "short", ...(!isThisYear && { year: "numeric" }) };
  const clock = { hour: "numeric", minute: "2-digit", hour12: config.hour12, timeZone: calendar.getOption("timeZone") };
  const format = new Intl.DateTimeFormat(document.documentElement.lang, allDay ? { ...day, timeZone: "UTC" } : { ...day, ...clock });
  if (!allDay) return format.formatRange(start, end ?? start);
  const first = Date.parse(`${dayOf(start)}T00:00:00Z`);
  return format.formatRange(first, end ? Date.parse(`${dayOf(end)}T00:00:00Z`) - 1 : first);
}
