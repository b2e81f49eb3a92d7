// The views by their names, and where the page is: in its address, so that it can be loaded again.
import { recall, remember } from "./memory.js";

export const VIEWS = { day: "timeGridDay", week: "timeGridWeek", month: "dayGridMonth", year: "multiMonthYear", agenda: "agenda" };
const asked = new URLSearchParams(location.search);

export const isPhone = () => matchMedia("(max-width: 40rem)").matches;

export function nameOf(type) {
  return Object.keys(VIEWS).find((name) => VIEWS[name] === type);
}

export function firstView() {
  const name = asked.get("view") ?? recall("view", isPhone() ? "agenda" : "month");
  return VIEWS[name] ?? VIEWS.month;
}

export function firstDay() {
  const day = asked.get("day") ?? "";
  return /^\d{4}-\d\d-\d\d$/.test(day) ? day : undefined;
}

export function keepPlace(view, day) {
  remember("view", view);
  history.replaceState(null, "", `?${new URLSearchParams({ view, day })}`);
}
