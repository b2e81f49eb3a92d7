// Edits made on the grid: each is sent to the site, told, and can be undone.
import { askHow } from "./ask.js";
import { config } from "./config.js";
import { fill } from "./dom.js";
import { getForEdit, of, post } from "./site.js";
import { attempt, tell } from "./toast.js";

const { words, addresses } = config;

// The grid draws an event of no length as one of an hour
export const isPoint = ({ allDay, extendedProps: { row } }) => !allDay && row.start === row.end;

// Give how it is meant, or null where the person thinks better of it
async function how(row, title, yes) {
  const { has_guests: hasGuests } = await getForEdit(of("card", row.event));
  return askHow({ recurs: row.recurs, hasGuests, title, yes });
}

// Give whether it was moved
export async function move(event, { isResize, revert, reload, say, when }) {
  const { row } = event.extendedProps;
  let isDone = false;
  await attempt(async () => {
    const meant = await how(row, fill(words.move_title, { title: event.title }), words.move);
    if (meant === null) return;
    const isAtOnce = isPoint(event) && !isResize;
    const given = { start: event.startStr, end: isAtOnce ? event.startStr : event.endStr };
    const { says, entry } = await post(addresses.page_move, { event: row.event, original: row.original, ...meant, ...given });
    isDone = true;
    tell(isResize && entry ? words.resized : says, { entry, undone: reload });
    const { start, end, allDay, title } = event;
    say(fill(words.moved, { title, when: when({ start, end: isAtOnce ? null : end, allDay }) }));
  });
  if (isDone) reload();
  else revert(); // to load again would fail as well where the site is away, and cover what was said
  return isDone;
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
