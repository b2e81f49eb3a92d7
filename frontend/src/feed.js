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

// What is to be seen of an event beside its title, by names that both its classes and the words have
const LOOKS = {
  refused: (row) => row.refused,
  in_conflict: (row) => row.in_conflict,
  waits: (row) => row.waits,
  declined: (row) => row.response === "declined",
  unanswered: (row) => row.response === "needsAction",
  tentative: (row) => row.status === "tentative" || row.response === "tentative",
};

export function looks(row) {
  return Object.keys(LOOKS).filter((name) => LOOKS[name](row));
}

export const needsSomebody = (row) => Boolean(row?.refused || row?.in_conflict);

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
    className: ["occurrence", ...looks(row)].join(" "),
    extendedProps: { row },
  };
}
