// Dialogs. What was typed in one is thrown away only where the person says so.
import { config } from "./config.js";
import { make } from "./dom.js";

const { words } = config;
const drafts = new WeakSet();

// A dialog that is gone once it is closed, and gives the focus back to where it was.
export function openDialog(label, ...content) {
  const before = document.activeElement;
  const dialog = make("dialog", { class: "sheet", "aria-label": label }, ...content);
  dialog.addEventListener("close", () => {
    dialog.remove();
    before?.focus?.();
  });
  closeFromOutside(dialog);
  closeByKey(dialog);
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

// From the first change of the form on, or at once where something `isTyped`, the dialog asks before it closes
export function keepDraft(form, isTyped = false) {
  const keep = () => drafts.add(form.closest("dialog"));
  if (isTyped) keep();
  form.addEventListener("input", keep);
}

function leave(dialog) {
  if (!drafts.has(dialog)) {
    dialog.close();
    return;
  }
  const form = make("form", { method: "dialog" }, make("h2", {}, words.discard_title), make("div", { class: "actions" },
    make("button", { class: "button danger", value: "yes" }, words.discard),
    make("button", { class: "button", value: "" }, words.go_on)));
  const question = openDialog(words.discard_title, form);
  question.addEventListener("close", () => question.returnValue === "yes" && dialog.close());
}

// A browser lets its own closing be held up only once: the key is heard before it
function closeByKey(dialog) {
  const hold = (event) => {
    event.preventDefault();
    leave(dialog);
  };
  dialog.addEventListener("keydown", (event) => event.key === "Escape" && !event.isComposing && hold(event));
  dialog.addEventListener("cancel", (event) => event.target === dialog && hold(event));
}

// A press that began or ended within the dialog may have chosen a text of it
function closeFromOutside(dialog) {
  let isBegunOutside = false;
  const isOutside = ({ target, clientX, clientY }) => {
    const { left, right, top, bottom } = dialog.getBoundingClientRect();
    return target === dialog && (clientX < left || clientX > right || clientY < top || clientY > bottom);
  };
  dialog.addEventListener("pointerdown", (event) => (isBegunOutside = isOutside(event)));
  dialog.addEventListener("click", (event) => {
    if (isBegunOutside && isOutside(event)) leave(dialog);
  });
}

export function closeButton(text) {
  return make("button", { type: "button", class: "quiet close", "aria-label": text, onclick: (event) => leave(event.target.closest("dialog")) }, "✕");
}
