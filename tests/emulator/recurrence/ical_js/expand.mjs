// Expands rules with ical.js: JSON in, JSON out. Zones are Node's own (ICU), not Python's.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { default: ICAL } = await import(pathToFileURL(`${process.argv[2]}/ical.js/dist/ical.js`));
const DAY = 86_400_000;
const formats = new Map();

function formatOf(zone) {
  if (!formats.has(zone)) {
    const digits = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric" };
    formats.set(zone, new Intl.DateTimeFormat("en-US", {
      ...digits, minute: "numeric", second: "numeric", hourCycle: "h23", timeZone: zone,
    }));
  }
  return formats.get(zone);
}

function offsetAt(instant, zone) {
  const parts = {};
  for (const { type, value } of formatOf(zone).formatToParts(instant)) parts[type] = Number(value);
  const { year, month, day, hour, minute, second } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - instant;
}

// A wall time as a moment: the first of two, and one in a gap moves forward by the gap.
function momentOf(wall, zone) {
  const before = wall - offsetAt(wall - DAY, zone);
  const after = wall - offsetAt(wall + DAY, zone);
  const is = (moment) => moment + offsetAt(moment, zone) === wall;
  return !is(before) && is(after) ? after : before;
}

function wallOf(time) {
  return Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute, time.second);
}

function expand({ rule, start, zone, opens, closes, most }) {
  const iterator = ICAL.Recur.fromString(rule).iterator(ICAL.Time.fromString(start));
  const found = new Set();
  for (let step = 0; step < most; step += 1) {
    const time = iterator.next();
    if (!time) break;
    const wall = wallOf(time);
    if (wall > closes + 2 * DAY) break;
    if (wall < opens - 2 * DAY) continue;
    const moment = momentOf(wall, zone);
    if (moment >= opens && moment < closes) found.add(moment);
  }
  return [...found];
}

function judged(question) {
  try {
    return { found: expand(question) };
  } catch (error) {
    return { error: error.message };
  }
}

const questions = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(questions.map(judged)));
