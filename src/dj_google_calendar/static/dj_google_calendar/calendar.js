"use strict";
// Comforts only: every page works without this file.

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
  });
}

const POLL_MILLISECONDS = 1000;

async function followProgress(place) {
  const text = place.querySelector("[data-progress-text]");
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
    const answer = await fetch(place.dataset.progress, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const progress = await answer.json();
    const read = progress.calendars.reduce((sum, calendar) => sum + calendar.read, 0);
    text.textContent = text.dataset.template.replace("%", String(read));
    for (const calendar of progress.calendars) {
      const row = place.querySelector(`[data-calendar="${calendar.id}"] [data-state]`);
      if (row) row.textContent = calendar.state;
    }
    if (progress.done) {
      text.textContent = text.dataset.done;
      return;
    }
  }
}

for (const place of document.querySelectorAll("[data-progress]")) followProgress(place);
