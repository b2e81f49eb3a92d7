// The form of one line: a title, and Enter.
import { calendars, config } from "./config.js";
import { closeButton, keepDraft, openDialog } from "./dialog.js";
import { make } from "./dom.js";
import { recall, remember } from "./memory.js";
import { openSheet } from "./sheet.js";
import { of, post } from "./site.js";
import { showProblems } from "./problems.js";
import { tell } from "./toast.js";

const { words } = config;

// Ask for the title of an event that is `chosen`: {start, end}, and `when` in words
export function create(chosen, { reload, when }) {
  const own = config.calendars.filter((each) => each.may_write);
  if (!own.length) {
    tell(words.read_only, { kind: "bad" });
    return;
  }
  const title = make("input", { type: "text", name: "title", maxlength: "1024", autocomplete: "off", placeholder: words.title, "aria-label": words.title });
  const select = choice(own);
  const more = make("button", { type: "button", class: "button" }, words.details);
  const save = make("button", { class: "button primary", type: "submit" }, words.save);
  const form = make("form", { class: "quick" }, make("p", { class: "soft" }, when), make("div", { "data-problems": true, role: "alert" }),
    title, make("label", { class: "soft" }, words.calendar, select),
    make("div", { class: "actions" }, save, more));
  const dialog = openDialog(words.new_event, closeButton(words.close), make("h2", {}, words.new_event), form);
  keepDraft(form);
  title.focus();
  more.addEventListener("click", () => {
    dialog.close();
    openSheet(`${of("new", select.value)}?${new URLSearchParams({ start: seconds(chosen.start), end: seconds(chosen.end), summary: title.value })}`, { reload, isTyped: Boolean(title.value) });
  });
  form.addEventListener("submit", async (submitted) => {
    submitted.preventDefault();
    const calendar = Number(select.value);
    remember("calendar", calendar);
    save.disabled = true; // else a second Enter would make a second event
    try {
      const { says, entry } = await post(config.addresses.page_create, { calendar, title: title.value, ...chosen, ...zone(chosen, calendar) });
      dialog.close();
      tell(says, { entry, undone: reload });
      reload();
    } catch (error) {
      showProblems(form, error);
    } finally {
      save.disabled = false;
    }
  });
}

function choice(own) {
  const first = own.find((each) => each.pk === recall("calendar")) ?? own.find((each) => each.is_primary) ?? own[0];
  const isOne = new Set(own.map((each) => each.account)).size === 1;
  return make("select", { name: "calendar" },
    ...own.map((each) => make("option", { value: each.pk, selected: each === first }, isOne ? each.title : `${each.title} · ${each.account}`)));
}

const isDay = (moment) => moment.length === "2026-12-01".length;

// The form reads days, or seconds since 1970
const seconds = (moment) => (isDay(moment) ? moment : Math.round(Date.parse(moment) / 1000));

function zone(chosen, calendar) {
  const name = calendars.get(calendar).zone;
  return isDay(chosen.start) || !name ? {} : { zone: name };
}
