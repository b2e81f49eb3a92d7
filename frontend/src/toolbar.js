// The bar above the grid.
import { nameOf, keepPlace } from "./views.js";

const period = document.getElementById("period");
const views = [...document.querySelectorAll("[data-view]")];
const day = document.getElementById("day");

export function followToolbar(does) {
  for (const button of document.querySelectorAll("[data-do]")) button.addEventListener("click", () => does[button.dataset.do]());
  for (const button of views) button.addEventListener("click", () => does.view(button.dataset.view));
  day.addEventListener("change", () => day.value && does.show(day.value));
}

export function showPlace({ view }) {
  const name = nameOf(view.type);
  const at = view.calendar.formatIso(view.calendar.getDate()).slice(0, 10);
  if (period.textContent !== view.title) period.textContent = view.title;
  for (const button of views) button.setAttribute("aria-pressed", String(button.dataset.view === name));
  day.value = at;
  keepPlace(name, at);
}
