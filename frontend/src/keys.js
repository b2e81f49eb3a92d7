// The keyboard: as in the calendars that people know, and moving without a mouse.
import { config } from "./config.js";
import { closeButton, openDialog } from "./dialog.js";
import { make } from "./dom.js";
import { chosen as chosenOne } from "./focus.js";
import { recall, remember } from "./memory.js";

const { words } = config;
const HELP = [
  ["T", words.key_today], ["J N, K P", words.key_next], ["D W M Y A, 1–5", words.key_views],
  ["C", words.key_create], ["E, Enter", words.key_open], ["Del", words.key_delete],
  ["Ctrl+Z", words.key_undo], ["/", words.key_search], ["G", words.key_go], ["R", words.key_sync],
  ["Alt+←↑→↓", words.key_move], ["Alt+Shift+←↑→↓", words.key_resize],
];
const VIEWS = {
  d: "day", 1: "day", w: "week", 2: "week", m: "month", 3: "month",
  y: "year", 4: "year", a: "agenda", l: "agenda", 5: "agenda",
};
const FORTH = document.documentElement.dir === "rtl" ? -1 : 1; // as the days stand beside each other
const STEPS = { ArrowUp: { minutes: -15 }, ArrowDown: { minutes: 15 }, ArrowLeft: { days: -FORTH }, ArrowRight: { days: FORTH } };

export function listen(does) {
  const plain = {
    t: does.today, j: does.next, n: does.next, k: does.previous, p: does.previous,
    c: does.create, "/": does.search, g: does.goTo, r: does.sync, "?": help, h: help,
  };
  document.addEventListener("keydown", (event) => {
    const inside = event.target.closest("input, select, textarea, dialog");
    if (inside || event.metaKey) return;
    const handled = act(event, plain, does);
    if (handled) event.preventDefault();
  });
}

function act(event, plain, does) {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const chosen = chosenOne();
  if (event.ctrlKey) {
    if (key !== "z") return false;
    does.undo();
    return true;
  }
  if (event.altKey) {
    if (!(event.key in STEPS) || !chosen) return false;
    (event.shiftKey ? does.resize : does.move)(chosen, STEPS[event.key]);
    return true;
  }
  // who speaks to the computer, or strikes keys by chance, can do without (WCAG 2.1.4)
  if (key.length === 1 && !recall("keys", true)) return false;
  if (key === "e" && chosen) does.open(chosen);
  else if (key === "Delete" && chosen) does.remove(chosen);
  else if (key in VIEWS) does.view(VIEWS[key]);
  else if (key in plain) plain[key]();
  else return false;
  return true;
}

export function help() {
  const rows = HELP.map(([keys, text]) => [make("dt", {}, make("kbd", {}, keys)), make("dd", {}, text)]).flat();
  const single = make("input", { type: "checkbox", checked: recall("keys", true), onchange: () => remember("keys", single.checked) });
  openDialog(words.keys, closeButton(words.close), make("h2", {}, words.keys), make("dl", { class: "facts" }, ...rows),
    make("label", {}, single, " ", words.keys_single));
}
