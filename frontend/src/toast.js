// What was done is told below the page for some seconds, with a way to undo it.
import { config } from "./config.js";
import { make } from "./dom.js";
import { post } from "./site.js";

const SECONDS = 12;
const place = document.getElementById("toasts");
let lastEntry = null;

export function tell(text, { kind = "said", entry = null, undone = () => {} } = {}) {
  const toast = make("div", { class: `toast ${kind}` }, make("span", {}, text));
  if (entry) {
    lastEntry = { entry, undone, toast };
    toast.append(make("button", { type: "button", class: "quiet", onclick: undoLast }, config.words.undo));
  }
  // above an open dialog, which would lie on everything else
  const above = document.querySelector("dialog[open]") ?? document.body;
  if (place.parentElement !== above) above.append(place); // what is moved may not be heard
  place.replaceChildren(toast);
  setTimeout(() => toast.remove(), SECONDS * 1000);
}

export async function undoLast() {
  if (!lastEntry) return;
  const { entry, undone } = lastEntry;
  lastEntry = null;
  await attempt(async () => {
    const { says } = await post(config.addresses.page_undo, { entry });
    tell(says);
  });
  undone();
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
