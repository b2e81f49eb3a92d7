// Questions before an edit: which ones of a series, and whether guests are told.
import { config } from "./config.js";
import { closeButton, openDialog } from "./dialog.js";
import { make } from "./dom.js";

const { words } = config;

// Give {scope, mail}, or null where the person thinks better of it.
export function askHow({ recurs, hasGuests, title, yes }) {
  if (!recurs && !hasGuests) return Promise.resolve({ scope: "this", mail: "none" });
  return new Promise((resolve) => {
    const form = make("form", { method: "dialog" }, make("h2", {}, title));
    if (recurs) {
      const choices = ["this", "following", "all"].map((scope) =>
        make("label", {}, make("input", { type: "radio", name: "scope", value: scope, checked: scope === "this" }), ` ${words[scope]}`));
      form.append(make("fieldset", { class: "scopes" }, make("legend", {}, words.which), ...choices));
    }
    if (hasGuests) form.append(make("label", {}, make("input", { type: "checkbox", name: "mail" }), ` ${words.mail}`));
    form.append(make("div", { class: "actions" },
      make("button", { class: "button primary", value: "yes" }, yes),
      make("button", { class: "button", value: "" }, words.cancel)));
    const dialog = openDialog(title, closeButton(words.close), form);
    dialog.addEventListener("close", () => {
      const data = new FormData(form);
      const how = { scope: data.get("scope") ?? "this", mail: data.get("mail") ? "all" : "none" };
      resolve(dialog.returnValue === "yes" ? how : null);
    });
  });
}
