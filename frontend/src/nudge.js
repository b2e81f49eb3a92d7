// An event moved or made longer by the keyboard.
import { move } from "./edits.js";

export function nudge(calendar, id, step, { isResize, reload, say }) {
  const event = calendar.getEventById(id);
  if (!event?.startEditable) return;
  const before = { start: event.startStr, end: event.endStr, allDay: event.allDay };
  const moved = event.allDay ? { days: step.days ?? Math.sign(step.minutes) } : step;
  if (isResize) event.moveEnd(moved);
  else event.moveDates(moved);
  const revert = () => event.setDates(before.start, before.end || null, { allDay: before.allDay });
  const focus = () => document.querySelector(`[data-occurrence="${CSS.escape(id)}"]`)?.focus();
  move(event, { revert, reload, say }).then(focus);
}
