// Occurrences as the site gives them, made into events of the grid.
import { colorOf, textOn } from "./colors.js";
import { calendars, config } from "./config.js";
import { shown } from "./sidebar.js";
import { get, of } from "./site.js";

const DAY = 24 * 3600 * 1000;
const MOST_DAYS = 180; // the site gives a year at once, and the view of a year is longer
const FIXED = ["fromGmail", "birthday"];
const { words } = config;

export async function load({ start, end }) {
  const pks = shown().join(",");
  if (!pks) return [];
  const parts = windows(start.getTime(), end.getTime()).map(([from, to]) =>
    get(config.addresses.feed, { start: new Date(from).toISOString(), end: new Date(to).toISOString(), calendars: pks }));
  const rows = new Map((await Promise.all(parts)).flat().map((row) => [row.id, row]));
  return [...rows.values()].map(made);
}

function windows(start, end) {
  const cut = [];
  for (let from = start; from < end; from += MOST_DAYS * DAY) cut.push([from, Math.min(from + MOST_DAYS * DAY, end)]);
  return cut;
}

// What the looks of an event say, in words
export function marks(row) {
  return [
    row.waits && words.waits,
    row.response === "declined" && words.declined,
    row.response === "needsAction" && words.unanswered,
    (row.status === "tentative" || row.response === "tentative") && words.tentative,
  ].filter(Boolean);
}

const moment = (value) => (typeof value === "number" ? value * 1000 : value);

function made(row) {
  const calendar = calendars.get(row.calendar);
  const color = colorOf(row.color_id, calendar);
  return {
    id: row.id,
    title: row.title || words.untitled,
    start: moment(row.start),
    end: moment(row.end),
    allDay: row.all_day,
    editable: Boolean(calendar?.may_write) && !FIXED.includes(row.event_type),
    url: row.original === null ? of("event", row.event) : `${of("event", row.event)}?original=${row.original}`,
    color,
    contrastColor: textOn(color),
    className: classes(row).join(" "),
    extendedProps: { row },
  };
}

function classes(row) {
  const found = ["occurrence"];
  if (row.waits) found.push("waits");
  if (row.response === "declined") found.push("declined");
  if (row.response === "needsAction") found.push("unanswered");
  if (row.status === "tentative" || row.response === "tentative") found.push("tentative");
  return found;
}
