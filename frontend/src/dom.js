// Elements are made one by one: no text is ever read as HTML.

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

// A dialog that is gone once it is closed, and gives the focus back to where it was.
export function openDialog(label, ...content) {
  const before = document.activeElement;
  const dialog = make("dialog", { class: "sheet", "aria-label": label }, ...content);
  dialog.addEventListener("close", () => {
    dialog.remove();
    before?.focus?.();
  });
  closeFromOutside(dialog);
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
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
    if (isBegunOutside && isOutside(event)) dialog.close();
  });
}

export function closeButton(text) {
  return make("button", { type: "button", class: "quiet close", "aria-label": text, onclick: (event) => event.target.closest("dialog").close() }, "✕");
}
