// The dialog of an event: panels of the site's own pages, whose forms are sent from here.
import { config } from "./config.js";
import { closeButton, keepDraft, openDialog } from "./dialog.js";
import { make } from "./dom.js";
import { showProblems } from "./problems.js";
import { followRule } from "./rule.js";
import { panelOf, sendForm } from "./site.js";
import { tell } from "./toast.js";

// Show the panel of a page; `reload` is called after each edit that is made in it. Its form may begin
// with what `isTyped` elsewhere.
export async function openSheet(address, { reload, isTyped = false }) {
  const place = make("div", { "data-problems": true, role: "alert" });
  const body = make("div", {}, config.words.loading);
  const dialog = openDialog(config.words.event, closeButton(config.words.close), place, body);
  dialog.classList.add("wide");
  try {
    const panel = await panelOf(address);
    body.replaceChildren(panel);
    follow(panel, { dialog, reload, isTyped });
  } catch (error) {
    body.replaceChildren();
    showProblems(dialog, error);
  }
}

function follow(panel, { dialog, reload, isTyped }) {
  dialog.setAttribute("aria-label", panel.querySelector("h2").textContent.trim());
  for (const link of panel.querySelectorAll("a[data-panel]")) {
    link.addEventListener("click", (click) => {
      click.preventDefault();
      dialog.close();
      openSheet(link.getAttribute("href"), { reload });
    });
  }
  for (const link of panel.querySelectorAll("[data-close]")) {
    link.addEventListener("click", (click) => {
      click.preventDefault();
      dialog.close();
    });
  }
  for (const form of panel.querySelectorAll("form[data-live]")) {
    form.addEventListener("submit", (submit) => {
      submit.preventDefault();
      send(form, submit.submitter, { dialog, reload });
    });
    if (form.querySelector("input[type=text]")) keepDraft(form, isTyped);
  }
  for (const editor of panel.querySelectorAll("[data-rule]")) followRule(editor);
  panel.querySelector("input[name=summary]")?.focus();
}

async function send(form, submitter, { dialog, reload }) {
  const fields = new FormData(form, submitter);
  const buttons = [...form.querySelectorAll("button:enabled")];
  for (const each of buttons) each.disabled = true;
  try {
    const { says, entry } = await sendForm(form.getAttribute("action"), fields);
    dialog.close();
    tell(says, { entry, undone: reload });
    reload();
  } catch (error) {
    showProblems(form.querySelector("[data-problems]") ? form : dialog, error);
    showAnew(form, error.shown);
  } finally {
    for (const each of buttons) each.disabled = false;
  }
}

// What others have changed meanwhile was told: the form is compared with that from now on
function showAnew(form, shown = {}) {
  for (const [name, values] of Object.entries(shown)) {
    for (const input of form.querySelectorAll(`[type=hidden][name="${CSS.escape(name)}"]`)) input.remove();
    form.append(...values.map((value) => make("input", { type: "hidden", name, value })));
  }
}
