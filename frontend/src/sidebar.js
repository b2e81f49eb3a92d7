// Which calendars are shown, and how fresh each is.
import { calendars, config } from "./config.js";
import { fill, make } from "./dom.js";
import { recall, remember } from "./memory.js";
import { get } from "./site.js";
import { isPhone } from "./views.js";

const { words } = config;
const problem = document.getElementById("freshness-problem");
const hidden = new Set(recall("hidden", config.calendars.filter((each) => !each.is_shown).map((each) => each.pk)));
const format = new Intl.RelativeTimeFormat(document.documentElement.lang, { style: "short" });
const UNITS = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];

export function shown() {
  return [...calendars.keys()].filter((pk) => !hidden.has(pk));
}

// Call `changed` whenever calendars are shown or hidden: one of them, or all of an account
export function onToggle(changed) {
  for (const group of document.querySelectorAll("[data-account]")) {
    const boxes = [...group.querySelectorAll("[data-calendar-toggle]")];
    const whole = group.querySelector("[data-account-toggle]");
    for (const box of boxes) box.checked = !hidden.has(Number(box.value));
    const follow = () => {
      whole.checked = boxes.every((box) => box.checked);
      whole.indeterminate = !whole.checked && boxes.some((box) => box.checked);
    };
    group.addEventListener("change", ({ target }) => {
      for (const box of target === whole ? boxes : [target]) put(box, target.checked);
      remember("hidden", [...hidden]);
      follow();
      changed();
    });
    whole.disabled = !boxes.length;
    follow();
  }
}

function put(box, isShown) {
  box.checked = isShown;
  if (isShown) hidden.delete(Number(box.value));
  else hidden.add(Number(box.value));
}

// Show a calendar, if it is one that is hidden
export function reveal(pk) {
  if (hidden.has(pk)) document.querySelector(`[data-calendar-toggle][value="${pk}"]`)?.click();
}

// The calendars can be put away; a phone shows them only when asked
export function followSide() {
  const side = document.getElementById("side");
  const toggle = document.getElementById("side-toggle");
  const show = (isShown) => {
    side.hidden = !isShown;
    toggle.setAttribute("aria-expanded", String(isShown));
  };
  show(!isPhone() && recall("side", true));
  toggle.addEventListener("click", () => {
    show(side.hidden);
    if (!isPhone()) remember("side", !side.hidden);
  });
}

export async function showFreshness() {
  try {
    const { calendars: told } = await get(config.addresses.status);
    for (const each of told) write(document.querySelector(`[data-freshness="${each.calendar}"]`), each);
    problem.textContent = "";
  } catch ({ message }) {
    // what was heard before may be true no more
    for (const place of document.querySelectorAll("[data-freshness]")) place.replaceChildren();
    const said = message === words.signed_out ? message : words.offline;
    if (problem.textContent !== said) problem.textContent = said;
  }
}

function write(place, { trouble, reason, age, refused, conflicts }) {
  if (!place || place.contains(document.activeElement)) return; // a link may have the focus
  const edits = [
    refused && fill(words.refused_edits, { count: refused }),
    conflicts && fill(words.conflicts, { count: conflicts }),
  ].filter(Boolean);
  const said = [trouble || ago(age), reason].filter(Boolean).map((text) => make("span", {}, text));
  const links = edits.map((text) => make("a", { href: place.dataset.edits }, text));
  place.classList.toggle("bad", Boolean(trouble || edits.length));
  place.replaceChildren(...said, ...links);
}

function ago(seconds) {
  if (seconds === null) return words.unpulled;
  if (seconds < 2) return words.now;
  const [unit, size] = UNITS.find(([, size]) => seconds >= size);
  return format.format(-Math.floor(seconds / size), unit);
}
