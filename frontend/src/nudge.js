// An event moved or made longer by the keyboard. Steps are taken one after the other, as each
// begins where the one before has led.
import { config } from "./config.js";
import { isPoint, move } from "./edits.js";
import { elementOf, giveFocus } from "./focus.js";

const MINUTE = 60 * 1000;
const DAY = 24 * 60 * MINUTE;
const PATIENCE = 5000;
const PAUSE = 20;
const steps = [];
let moved = null;

// What is moved has another id after each step; whoever presses on may still see an older one
export function nudge(calendar, id, step, does) {
  if (!moved?.ids.has(id)) moved = { ids: new Set([id]), id };
  const own = moved;
  steps.push(() => take(calendar, own, step, does));
  if (steps.length === 1) work();
}

async function work() {
  try {
    while (steps.length && (await steps[0]())) steps.shift();
  } finally {
    steps.length = 0;
    moved = null;
  }
}

// Take a step, and give whether another one may follow
async function take(calendar, own, step, does) {
  const event = calendar.getEventById(own.id);
  if (!event?.startEditable) return false;
  if (does.isResize && endOf(event, step) <= Date.parse(event.startStr)) {
    does.say(config.words.too_short);
    return false;
  }
  const before = { start: event.startStr, end: event.endStr, allDay: event.allDay };
  const revert = () => event.setDates(before.start, before.end || null, { allDay: before.allDay });
  change(event, step, does);
  if (!(await move(event, { ...does, revert }))) return false;
  const { activeStart, activeEnd } = calendar.view;
  if (event.start < activeStart || event.start >= activeEnd) calendar.gotoDate(event.start);
  const id = await drawn(calendar, event);
  if (id === null) return false;
  own.ids.add(id);
  own.id = id;
  giveFocus(id);
  return true;
}

const wholeDays = (event, step) => (event.allDay ? { days: step.days ?? Math.sign(step.minutes) } : step);

function endOf(event, step) {
  const { days = 0, minutes = 0 } = wholeDays(event, step);
  return Date.parse(isPoint(event) ? event.startStr : event.endStr) + days * DAY + minutes * MINUTE;
}

function change(event, step, { isResize }) {
  if (!isResize) event.moveDates(wholeDays(event, step));
  else if (isPoint(event)) event.setEnd(new Date(endOf(event, step)));
  else event.moveEnd(wholeDays(event, step));
}

// Give the id of what has been moved, once the site has told of it anew and it is to be seen
async function drawn(calendar, { startStr, title, extendedProps: { row: before } }) {
  const isIt = ({ startStr: start, title: name, extendedProps: { row } }) =>
    row !== before && row.calendar === before.calendar && start === startStr && name === title;
  for (const until = Date.now() + PATIENCE; Date.now() < until; await new Promise((done) => setTimeout(done, PAUSE))) {
    const found = calendar.getEvents().filter(isIt);
    // one of a series becomes an event of its own
    const best = found.find((each) => each.extendedProps.row.event === before.event) ?? found[0];
    if (best && elementOf(best.id)) return best.id;
  }
  return null;
}
