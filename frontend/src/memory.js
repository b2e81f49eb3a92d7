// What a person has chosen, kept in this browser; without storage it lasts as long as the page.
const KEY = "google-calendar-page";
let chosen = {};
try {
  chosen = JSON.parse(localStorage.getItem(KEY)) ?? {};
} catch {
  // kept from us: then nothing was chosen before
}

export function recall(name, otherwise) {
  return chosen[name] ?? otherwise;
}

export function remember(name, value) {
  chosen[name] = value;
  try {
    localStorage.setItem(KEY, JSON.stringify(chosen));
  } catch {
    // full, or kept from us
  }
}
