"use strict";
// Comforts only: every page works without this file.

const POLL_MILLISECONDS = 1000;
const SLOW_POLL_MILLISECONDS = 5000;
const POLLS_UNTIL_STALLED = 20;

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function offerCopying(button) {
  if (!navigator.clipboard) return; // browsers keep it from pages that are not secure
  const status = button.parentElement.querySelector("[data-copy-status]");
  const label = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = status.textContent = button.dataset.copied;
    await pause(2000);
    button.textContent = label;
    status.textContent = "";
  });
}

function showCalendar(place, calendar) {
  const badge = place.querySelector(`[data-calendar="${calendar.id}"] [data-state]`);
  if (badge) {
    badge.textContent = calendar.state;
    badge.className = calendar.pending ? "badge full_pull" : "badge";
  }
}

async function followProgress(place) {
  const text = place.querySelector("[data-progress-text]");
  const bar = place.querySelector("progress");
  let before = "";
  let unmoved = 0;
  for (;;) {
    const isStalled = unmoved >= POLLS_UNTIL_STALLED;
    await pause(isStalled ? SLOW_POLL_MILLISECONDS : POLL_MILLISECONDS);
    const answer = await fetch(place.dataset.progress, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const progress = await answer.json();
    progress.calendars.forEach((calendar) => showCalendar(place, calendar));
    bar.value = progress.calendars.filter((calendar) => !calendar.pending).length;
    if (progress.done) {
      text.textContent = text.dataset.done;
      bar.hidden = true;
      return;
    }
    const now = JSON.stringify(progress);
    unmoved = now === before ? unmoved + 1 : 0;
    before = now;
    const events = progress.calendars.reduce((sum, calendar) => sum + calendar.read, 0);
    const said = unmoved >= POLLS_UNTIL_STALLED ? text.dataset.stalled : text.dataset.reading;
    const next = said.replace("%events%", events.toLocaleString(document.documentElement.lang));
    if (text.textContent !== next) text.textContent = next; // screen readers hear only changes
  }
}

document.querySelectorAll("[data-copy]").forEach(offerCopying);
document.querySelectorAll("[data-progress]").forEach(followProgress);
