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

// The first of them is brought into view, with the focus at what it is about; a field in which
// Enter was pressed keeps it where nothing is known to be wrong with another one
export function showProblems(root, error) {
  clear(root);
  const above = root.querySelector("[data-problems]");
  const general = make("p", { class: "problem", "data-problem": true }, error.message);
  above?.append(general);
  let first = { place: above, said: general };
  for (const [name, texts] of Object.entries(error.fields ?? {})) {
    const input = [...root.querySelectorAll(`[name="${CSS.escape(name)}"]`)].find((each) => each.checkVisibility());
    const field = input?.closest(".field") ?? above;
    const said = texts.map((text) => make("p", { class: "wrong", "data-problem": true, id: `problem-${(count += 1)}` }, text));
    field?.append(...said);
    if (!input) continue;
    input.setAttribute("aria-invalid", "true");
    describe(input, [...describers(input), ...said.map((each) => each.id)]);
    if (first.place === above) first = { place: input, said: said[0] };
  }
  above?.setAttribute("tabindex", "-1");
  if (first.place !== above || !document.activeElement.matches("input, select, textarea")) first.place?.focus();
  first.said?.scrollIntoView({ block: "nearest" });
}
