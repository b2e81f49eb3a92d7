// In which time zone the grid shows times, the browser's own one at first, and a second one beside it.
import { fromEpochMilliseconds, toZonedDateTimeISO } from "temporal-polyfill/fns/Instant";

import { config } from "./config.js";
import { make } from "./dom.js";
import { recall, remember } from "./memory.js";

const { hour12 } = config;
const own = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
const canonical = new Set(Intl.supportedValuesOf("timeZone"));
const names = new Set([own, ...config.zones.filter((each) => known(each, ""))]);
let second = known(recall("second zone", ""), "");

const firstZone = () => known(recall("zone", own), own);

// A site knows names that some browsers refuse, and one such name would stop the grid. They are
// asked as the grid asks; most are told of without that, as it may take its time.
function known(name, otherwise) {
  if (!name || canonical.has(name)) return name;
  try {
    toZonedDateTimeISO(fromEpochMilliseconds(0), name);
    return name;
  } catch {
    return otherwise;
  }
}

// Call `changed` with the options of the grid that depend on what is chosen
export function chooseZone(changed) {
  choose("zone", firstZone(), (zone) => {
    remember("zone", zone);
    changed(zoneOptions());
  });
  choose("second-zone", second, (zone) => {
    second = zone;
    remember("second zone", zone);
    changed(zoneOptions());
  });
}

function choose(id, chosen, changed) {
  const select = document.getElementById(id);
  for (const name of names) select.append(new Option(name.replaceAll("_", " "), name));
  select.value = chosen;
  select.addEventListener("change", () => changed(select.value));
}

function written(date, zone, options) {
  const format = new Intl.DateTimeFormat(document.documentElement.lang, { ...options, timeZone: zone });
  return format.formatToParts(date);
}

// As the grid writes its own: a full hour without minutes, on a clock of twelve
function clock(date) {
  const isFull = written(date, second, { hour: "numeric", minute: "2-digit" }).some((part) => part.type === "minute" && part.value === "00");
  const minute = hour12 && isFull ? undefined : "2-digit";
  return written(date, second, { hour: "numeric", minute, hour12 }).map((part) => part.value).join("");
}

// Such as GMT+1, at a moment: it changes with the season
const nameAt = (date, zone) => written(date, zone, { timeZoneName: "short" }).find((part) => part.type === "timeZoneName").value;

// The grid gives its rows a day of 1970, whose offsets are of no use: it is the day that is shown
function momentOf({ time, view }) {
  const day = view.calendar.formatIso(view.currentStart).slice(0, 10);
  const wall = new Date(Date.parse(`${day}T00:00:00Z`) + time.milliseconds).toISOString().slice(0, 19);
  return new Date(view.calendar.formatIso(wall));
}

// The heads of the grid's rows have the time of the second zone before that of the first. Their
// makers are new ones each time, as the grid draws again only what is made by another.
export function zoneOptions() {
  return {
    timeZone: firstZone(),
    slotHeaderContent: (slot) => !second || pair(make("span", { class: "second", title: second }, clock(momentOf(slot))), slot.text),
    allDayHeaderContent: ({ text, view }) => {
      if (!second) return true;
      const at = view.currentStart;
      const names = pair(make("span", { class: "second", title: second }, nameAt(at, second)), nameAt(at, firstZone()));
      return { domNodes: [make("span", { class: "sr" }, text), ...names.domNodes] };
    },
  };
}

// Other days may have other offsets
export function drawZones(calendar) {
  if (!second) return;
  for (const [name, value] of Object.entries(zoneOptions())) if (name !== "timeZone") calendar.setOption(name, value);
}

function pair(beside, text) {
  return { domNodes: [make("span", { class: "zones" }, beside, make("span", {}, text))] };
}
