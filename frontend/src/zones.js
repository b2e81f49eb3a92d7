// In which time zone the grid shows times, the browser's own one at first, and a second one beside it.
import { config } from "./config.js";
import { make } from "./dom.js";
import { recall, remember } from "./memory.js";

const { hour12 } = config;
const own = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
let second = recall("second zone", "");

const firstZone = () => recall("zone", own);

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
  for (const name of new Set([own, ...config.zones])) select.append(new Option(name.replaceAll("_", " "), name));
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

// The heads of the grid's rows have the time of the second zone before that of the first. Their
// makers are new ones each time, as the grid draws again only what is made by another.
export function zoneOptions() {
  return {
    timeZone: firstZone(),
    slotHeaderContent: ({ date, text }) => !second || pair(make("span", { class: "second", title: second }, clock(date)), text),
    allDayHeaderContent: ({ text, view }) => {
      if (!second) return true;
      const at = view.currentStart;
      const names = pair(make("span", { class: "second", title: second }, nameAt(at, second)), nameAt(at, firstZone()));
      return { domNodes: [make("span", { class: "sr" }, text), ...names.domNodes] };
    },
  };
}

function pair(beside, text) {
  return { domNodes: [make("span", { class: "zones" }, beside, make("span", {}, text))] };
}
