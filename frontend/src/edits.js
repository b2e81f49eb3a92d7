// Edits made on the grid: each is sent to the site, told, and can be undone.
import { askHow } from "./ask.js";
import { config } from "./config.js";
import { fill } from "./dom.js";
import { get, of, post } from "./site.js";
import { attempt, tell } from "./toast.js";

const { words, addresses } = config;
const HOUR = 3600 * 1000;

function span(event) {
  const length = event.allDay ? 24 * HOUR : HOUR;
  const end = event.endStr || new Date(event.start.getTime() + length).toISOString().slice(0, event.allDay ? 10 : 25);
  return { start: event.startStr, end };
}

// Give how it is meant, or null where the person thinks better of it
async function how(row, title, yes) {
  const { has_guests: hasGuests } = await get(of("card", row.event));
  return askHow({ recurs: row.recurs, hasGuests, title, yes });
}

export async function move(event, { revert, reload, say }) {
  const { row } = event.extendedProps;
  let isDone = false;
  await attempt(async () => {
    const meant = await how(row, fill(words.move_title, { title: event.title }), words.move);
    if (meant === null) return;
    const body = { event: row.event, original: row.original, ...meant, ...span(event) };
    const { says, entry } = await post(addresses.page_move, body);
    isDone = true;
    tell(says, { entry, undone: reload });
    say(fill(words.moved, { title: event.title, when: event.start.toLocaleString(document.documentElement.lang) }));
  });
  if (!isDone) revert();
  reload();
}

export async function remove(event, { reload }) {
  const { row } = event.extendedProps;
  await attempt(async () => {
    const meant = await how(row, fill(words.delete_title, { title: event.title }), words.delete);
    if (meant === null) return;
    const { says, entry } = await post(addresses.page_delete, { event: row.event, original: row.original, ...meant });
    tell(says, { entry, undone: reload });
    reload();
  });
}
