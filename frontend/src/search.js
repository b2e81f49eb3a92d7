// Search over all calendars: what is to come first, then what has been.
import { config } from "./config.js";
import { closeButton, openDialog } from "./dialog.js";
import { make } from "./dom.js";
import { get } from "./site.js";
import { attempt } from "./toast.js";

const { words } = config;
const PATIENCE = 200;

// `show` a hit, whose start is a moment or a day, and say `when` that is
export function openSearch({ show, when }) {
  const input = make("input", { type: "search", placeholder: words.search, "aria-label": words.search, maxlength: "200" });
  const list = make("ul", { class: "hits", "aria-live": "polite" });
  const dialog = openDialog(words.search, closeButton(words.close), input, list);
  let timer;
  let turn = 0;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(find, PATIENCE);
  });
  input.addEventListener("keydown", (event) => event.key === "Enter" && !event.isComposing && takeFirst());
  input.focus();

  async function takeFirst() {
    if ((await find()) && dialog.open) list.querySelector(".hit")?.click();
  }

  // Give whether the hits are those of what is asked for
  async function find() {
    const own = (turn += 1);
    clearTimeout(timer);
    const isAnswered = await attempt(async () => {
      const { events } = await get(config.addresses.search, { q: input.value });
      if (own !== turn) return;
      list.replaceChildren(...(events.length ? events.map(hit) : [make("li", { class: "soft" }, input.value ? words.no_hits : "")]));
    });
    return isAnswered && own === turn;
  }

  function hit(event) {
    const start = event.all_day ? event.start : new Date(event.start);
    const go = () => {
      dialog.close();
      show({ ...event, start });
    };
    return make("li", {}, make("button", { type: "button", class: "hit", onclick: go },
      make("span", {}, event.title || words.untitled),
      make("span", { class: "soft" }, `${when({ start, allDay: event.all_day })} · ${event.calendar}`)));
  }
}
