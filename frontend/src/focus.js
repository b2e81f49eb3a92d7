// Where the focus is in the grid, which makes its events anew whenever it draws.

const PATIENCE = 3000;
const PAUSE = 20;
let wanted = null;
let until = 0;
let timer;

const isFree = () => !document.activeElement || document.activeElement === document.body;

// The occurrence that has the focus, or gets it back once it is drawn
export function chosen() {
  const found = document.activeElement?.closest("[data-occurrence]")?.dataset.occurrence;
  return found ?? (isFree() ? wanted : null);
}

// To be called before an occurrence is taken out of the page
export function keepFocus({ event, el }) {
  if (el.contains(document.activeElement)) look(event.id, PAUSE);
}

export function giveFocus(id) {
  elementOf(id)?.focus();
  look(id, 0);
}

export function elementOf(id) {
  return document.querySelector(`[data-occurrence="${CSS.escape(id)}"]`);
}

function look(id, pause) {
  wanted = id;
  until = Date.now() + PATIENCE;
  clearTimeout(timer);
  timer = setTimeout(settle, pause);
}

// What has just been made takes no focus before it has its place
function settle() {
  if (isFree()) elementOf(wanted)?.focus({ preventScroll: true });
  if (isFree() && Date.now() < until) timer = setTimeout(settle, PAUSE);
  else wanted = null;
}
