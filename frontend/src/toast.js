// What was done is told below the page for some seconds, with a way to undo it.
import { config } from "./config.js";
import { make } from "./dom.js";
import { post } from "./site.js";

const SECONDS = 12;
const place = document.getElementById("toasts");
const edits = []; // that were made on this page and not undone, in order
let turn = Promise.resolve();

export function tell(text, { kind = "said", entry = null, undone = () => {} } = {}) {
  const toast = make("div", { class: `toast ${kind}` }, make("span", {}, text));
  if (entry) {
    edits.push({ entry, undone });
    toast.append(make("button", { type: "button", class: "quiet", onclick: undoByButton }, config.words.undo));
  }
  // above an open dialog, which would lie on everything else
  const above = document.querySelector("dialog[open]") ?? document.body;
  if (place.parentElement !== above) above.append(place); // what is moved may not be heard
  place.replaceChildren(toast);
  setTimeout(() => toast.remove(), SECONDS * 1000);
}

// A second press would undo what was done before
function undoByButton({ target }) {
  target.disabled = true;
  undoLast();
}

// One after the other: each goes a step further back
export function undoLast() {
  turn = turn.then(undo);
}

async function undo() {
  const last = edits.pop();
  if (!last) {
    tell(config.words.nothing_to_undo);
    return;
  }
  await attempt(async () => {
    try {
      const { says } = await post(config.addresses.page_undo, { entry: last.entry });
      tell(says);
      last.undone();
    } catch (error) {
      if (error.isUnsent) edits.push(last);
      throw error;
    }
  });
}

// Do something and say what went wrong; give whether it went well.
export async function attempt(act) {
  try {
    await act();
    return true;
  } catch (error) {
    tell(error.message, { kind: "bad" });
    return false;
  }
}
