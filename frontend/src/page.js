// The calendar page: puts the parts together.
import "./page.css";

import { move, remove } from "./edits.js";
import { makeGrid } from "./grid.js";
import { lead } from "./hits.js";
import { help, listen } from "./keys.js";
import { follow } from "./live.js";
import { create } from "./quick.js";
import { openSearch } from "./search.js";
import { openSheet } from "./sheet.js";
import { followSide, onToggle, showFreshness } from "./sidebar.js";
import { of } from "./site.js";
import { attempt, undoLast } from "./toast.js";
import { followToolbar } from "./toolbar.js";
import { nudge } from "./nudge.js";
import { VIEWS } from "./views.js";
import { whenOf } from "./when.js";
import { chooseZone } from "./zones.js";

const FRESHNESS_SECONDS = 15;
const HALF_HOUR = 30 * 60 * 1000;
const DAY = 48 * HALF_HOUR;
const spoken = document.getElementById("spoken");
const say = (text) => (spoken.textContent = text);
const reload = () => calendar.refetchEvents();
const when = (span) => whenOf(calendar, span);
const told = { reload, say, when };
// The address of a page that is to say times as the grid does
const inZone = (address) => `${address}${address.includes("?") ? "&" : "?"}zone=${encodeURIComponent(calendar.getOption("timeZone"))}`;
let calendar;

function makeEvent(chosen) {
  create({ start: chosen.startStr, end: chosen.endStr }, { reload, when: when(chosen) });
}

// The day that is shown
function makeThere() {
  const day = calendar.formatIso(calendar.getDate()).slice(0, 10);
  const after = new Date(Date.parse(`${day}T00:00:00Z`) + DAY).toISOString().slice(0, 10);
  makeEvent({ start: day, end: after, startStr: day, endStr: after, allDay: true });
}

// The next half hour, for an hour, if it is in view
function makeSoon() {
  const { activeStart, activeEnd } = calendar.view;
  const start = new Date(Math.ceil(Date.now() / HALF_HOUR) * HALF_HOUR);
  if (start < activeStart || start >= activeEnd) return makeThere();
  const end = new Date(start.getTime() + 2 * HALF_HOUR);
  return makeEvent({ start, end, startStr: start.toISOString(), endStr: end.toISOString(), allDay: false });
}

function showHit(hit) {
  lead(calendar, hit, (id) => (id ? does.open(id) : openSheet(inZone(of("event", hit.event)), { reload })));
}

const does = {
  today: () => calendar.today(),
  next: () => calendar.next(),
  previous: () => calendar.prev(),
  view: (name) => calendar.changeView(VIEWS[name]),
  show: (moment) => calendar.gotoDate(moment),
  create: makeSoon,
  select: (chosen) => {
    makeEvent(chosen);
    calendar.unselect();
  },
  search: () => openSearch({ show: showHit, when }),
  keys: help,
  goTo: () => document.getElementById("day").showPicker?.() ?? document.getElementById("day").focus(),
  sync: () => {
    reload();
    showFreshness();
  },
  undo: undoLast,
  open: (id) => {
    const event = calendar.getEventById(id);
    if (event) openSheet(inZone(event.url), { reload });
  },
  remove: (id) => {
    const event = calendar.getEventById(id);
    if (event) remove(event, { reload });
  },
  dropped: ({ event, revert }) => move(event, { isResize: false, revert, ...told }),
  resized: ({ event, revert }) => move(event, { isResize: true, revert, ...told }),
  move: (id, step) => nudge(calendar, id, step, { isResize: false, ...told }),
  resize: (id, step) => nudge(calendar, id, step, { isResize: true, ...told }),
  tellError: (error) => attempt(() => Promise.reject(error)),
};

// The plain list has the zone of the grid
function followPlainList() {
  const link = document.getElementById("plain-list");
  const address = link.href;
  link.addEventListener("click", () => (link.href = inZone(address)));
}

async function start() {
  onToggle(() => reload());
  followSide();
  followPlainList();
  const place = document.getElementById("grid");
  calendar = await makeGrid(place, does);
  followToolbar(does);
  listen(does);
  chooseZone((options) => {
    for (const [name, value] of Object.entries(options)) calendar.setOption(name, value);
    reload();
  });
  showFreshness();
  setInterval(showFreshness, FRESHNESS_SECONDS * 1000);
  follow(does.sync);
}

if (document.getElementById("grid")) start();
