// What is wrong with a form, beside the fields that it is about.
import { make } from "./dom.js";

function clear(root) {
  for (const each of root.querySelectorAll("[data-problem]")) each.remove();
  for (const each of root.querySelectorAll("[aria-invalid]")) each.removeAttribute("aria-invalid");
}

export function showProblems(root, error) {
  clear(root);
  const above = root.querySelector("[data-problems]");
  above?.append(make("p", { class: "problem", "data-problem": true }, error.message));
  let first = null;
  for (const [name, texts] of Object.entries(error.fields ?? {})) {
    const input = root.querySelector(`[name="${CSS.escape(name)}"]`);
    const field = input?.closest(".field") ?? above;
    field?.append(...texts.map((text) => make("p", { class: "wrong", "data-problem": true }, text)));
    input?.setAttribute("aria-invalid", "true");
    first ??= input;
  }
  first?.focus();
}
