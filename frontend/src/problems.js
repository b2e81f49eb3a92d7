// What is wrong with a form, beside the fields that it is about.
import { make } from "./dom.js";

let count = 0;

const describers = (input) => (input.getAttribute("aria-describedby") ?? "").split(/\s+/).filter(Boolean);

function describe(input, ids) {
  if (ids.length) input.setAttribute("aria-describedby", ids.join(" "));
  else input.removeAttribute("aria-describedby");
}

function clear(root) {
  const gone = [...root.querySelectorAll("[data-problem]")];
  for (const input of root.querySelectorAll("[aria-invalid]")) {
    input.removeAttribute("aria-invalid");
    describe(input, describers(input).filter((id) => !gone.some((each) => each.id === id)));
  }
  for (const each of gone) each.remove();
}

export function showProblems(root, error) {
  clear(root);
  const above = root.querySelector("[data-problems]");
  above?.append(make("p", { class: "problem", "data-problem": true }, error.message));
  let first = null;
  for (const [name, texts] of Object.entries(error.fields ?? {})) {
    const input = root.querySelector(`[name="${CSS.escape(name)}"]`);
    const field = input?.closest(".field") ?? above;
    const said = texts.map((text) => make("p", { class: "wrong", "data-problem": true, id: `problem-${(count += 1)}` }, text));
    field?.append(...said);
    input?.setAttribute("aria-invalid", "true");
    if (input) describe(input, [...describers(input), ...said.map((each) => each.id)]);
    first ??= input;
  }
  first?.focus();
}
