// The grid itself: FullCalendar, in the language and on the clock of its reader.
import { Calendar } from "fullcalendar";
import dayGrid from "fullcalendar/daygrid";
import interaction from "fullcalendar/interaction";
import list from "fullcalendar/list";
import multiMonth from "fullcalendar/multimonth";
import theme from "fullcalendar/themes/monarch";
import timeGrid from "fullcalendar/timegrid";

import { config } from "./config.js";
import { fill, make } from "./dom.js";
import { load, looks, needsSomebody } from "./feed.js";
import { keepFocus } from "./focus.js";
import { mendNames } from "./names.js";
import { followPaper, ON_SCREEN } from "./paper.js";
import { showPlace } from "./toolbar.js";
import { firstDay, firstView, isPhone } from "./views.js";
import { drawZones, zoneOptions } from "./zones.js";

const { words, hour12 } = config;
const dark = matchMedia("(prefers-color-scheme: dark)");
const clock = { hour: "numeric", minute: "2-digit", hour12 };

// In other languages the grid brings its own words, whether or not the site is translated
const ownWords = {
  allDayText: words.all_day,
  noEventsText: words.nothing,
  moreLinkText: (count) => fill(words.more, { count }),
};

async function locale() {
  return config.locale ? (await import(config.locale)).default : document.documentElement.lang;
}

// What the looks of an event say is said to those who do not see them, too
function describe({ event, el }) {
  const { row } = event.extendedProps;
  if (!row) return; // what is being dragged
  el.dataset.occurrence = event.id;
  const said = looks(row).map((name) => words[name]).join(", ");
  if (!said) return;
  el.title = said;
  el.append(make("span", { class: "sr" }, `, ${said}`));
  if (needsSomebody(row)) el.append(make("span", { class: "sign", "aria-hidden": "true" }, "!"));
}

// so that none hides among those that a full day has no room for
function troubleFirst(one, other) {
  return needsSomebody(other.row) - needsSomebody(one.row);
}

export async function makeGrid(place, does) {
  const calendar = new Calendar(place, {
    plugins: [dayGrid, timeGrid, list, multiMonth, interaction, theme],
    initialView: firstView(),
    initialDate: firstDay(),
    headerToolbar: false,
    locale: await locale(),
    direction: document.documentElement.dir || "ltr",
    firstDay: config.firstDay,
    ...zoneOptions(),
    colorScheme: dark.matches ? "dark" : "light",
    scrollTime: "07:30:00",
    nowIndicator: true,
    selectable: true,
    selectMirror: true,
    selectLongPressDelay: 350,
    eventLongPressDelay: 350,
    editable: true,
    eventResizableFromStart: true,
    eventInteractive: true,
    ...ON_SCREEN,
    navLinks: true,
    navLinkDayClick: "timeGridDay",
    snapDuration: "00:15:00",
    forceEventDuration: true,
    allDayMaintainDuration: true,
    ...(!config.locale && ownWords),
    eventTimeFormat: clock,
    slotHeaderFormat: { ...clock, omitZeroMinute: hour12 },
    multiMonthMaxColumns: isPhone() ? 1 : 4,
    views: {
      dayGridMonth: { eventOrder: [troubleFirst, "start", "-duration", "allDay", "title"] },
      multiMonthYear: { dayMaxEvents: false, showNonCurrentDates: false, fixedWeekCount: false, eventDisplay: "block" },
      agenda: { type: "list", duration: { days: 28 }, dateIncrement: { days: 28 }, dateAlignment: "day", displayEventEnd: !isPhone() },
    },
    events: (window, done, failed) => load(window).then(done, failed),
    eventSourceFailure: does.tellError,
    eventDidMount: describe,
    eventWillUnmount: keepFocus,
    eventClick: ({ event, jsEvent }) => {
      jsEvent.preventDefault();
      does.open(event.id);
    },
    select: does.select,
    eventDrop: does.dropped,
    eventResize: does.resized,
    datesSet: (shown) => {
      showPlace(shown);
      drawZones(shown.view.calendar);
    },
  });
  dark.addEventListener("change", () => calendar.setOption("colorScheme", dark.matches ? "dark" : "light"));
  mendNames(place);
  calendar.render();
  followPaper(calendar);
  return calendar;
}
