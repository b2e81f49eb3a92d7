// Which calendars are shown, and how fresh each is.
import { calendars, config } from "./config.js";
import { recall, remember } from "./memory.js";
import { get } from "./site.js";
import { isPhone } from "./views.js";

const hidden = new Set(recall("hidden", config.calendars.filter((each) => !each.is_shown).map((each) => each.pk)));
const format = new Intl.RelativeTimeFormat(document.documentElement.lang, { style: "short" });
const UNITS = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];

export function shown() {
  return [...calendars.keys()].filter((pk) => !hidden.has(pk));
}

export function onToggle(changed) {
  for (const box of document.querySelectorAll("[data-calendar-toggle]")) {
    const pk = Number(box.value);
    box.checked = !hidden.has(pk);
    box.addEventListener("change", () => {
      if (box.checked) hidden.delete(pk);
      else hidden.add(pk);
      remember("hidden", [...hidden]);
      changed();
    });
  }
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
  const { calendars: told } = await get(config.addresses.status);
  for (const each of told) {
    const place = document.querySelector(`[data-freshness="${each.calendar}"]`);
    if (!place) continue;
    const edits = [
      each.refused && `${each.refused} ${config.words.refused}`,
      each.conflicts && `${each.conflicts} ${config.words.conflicts}`,
    ];
    const parts = [each.trouble || ago(each.age), ...edits].filter(Boolean);
    place.textContent = parts.join(" · ");
    place.title = each.reason;
    place.classList.toggle("bad", Boolean(each.trouble || each.refused || each.conflicts));
  }
}

function ago(seconds) {
  if (seconds === null) return config.words.unpulled;
  if (seconds < 2) return config.words.now;
  const [unit, size] = UNITS.find(([, size]) => seconds >= size);
  return format.format(-Math.floor(seconds / size), unit);
}
