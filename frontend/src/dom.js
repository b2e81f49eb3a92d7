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
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

export function closeButton(text) {
  return make("button", { type: "button", class: "quiet close", "aria-label": text, onclick: (event) => event.target.closest("dialog").close() }, "✕");
}
