// The way from a hit of the search to its event in the grid.
import { giveFocus } from "./focus.js";
import { reveal } from "./sidebar.js";

const PATIENCE = 5000;
const PAUSE = 50;

// Its calendar is shown even if it was hidden; then `open` is called with its id in the grid,
// or without one where the grid does not have it
export async function lead(calendar, { event, start, calendar_pk: pk }, open) {
  const isDay = typeof start === "string";
  reveal(pk);
  calendar.gotoDate(start);
  const isIt = (each) => each.extendedProps.row?.event === event && (isDay ? each.startStr === start : +each.start === +start);
  const found = await loaded(calendar, isIt);
  if (document.querySelector("dialog[open]")) return; // the person has gone on meanwhile
  if (!isDay) calendar.scrollToTime(calendar.formatIso(start).slice(11, 19));
  if (found) giveFocus(found.id);
  open(found?.id);
}

// The grid goes to another day before it has the events there
async function loaded(calendar, isIt) {
  for (const until = Date.now() + PATIENCE; Date.now() < until; ) {
    await new Promise((done) => setTimeout(done, PAUSE));
    const found = calendar.getEvents().find(isIt);
    if (found) return found;
  }
  return null;
}
