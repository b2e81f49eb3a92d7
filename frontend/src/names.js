// What the grid is called for those who hear it: its own labels hide what is written there.

const ODD_LISTS = "[role=list]:not(:has(> [role=listitem])), [role=grid]:not(:has([role=row]))";

export function mendNames(place) {
  const mend = () => {
    for (const link of place.querySelectorAll("[role=link][aria-label]")) {
      link.title = link.getAttribute("aria-label");
      link.removeAttribute("aria-label");
    }
    for (const cell of place.querySelectorAll("[role=gridcell][aria-label]")) cell.removeAttribute("aria-label");
    for (const month of place.querySelectorAll("[data-date][aria-labelledby*=':month-']:has([role=link])")) {
      const days = month.querySelector(":scope > :has([role=row])"); // beside it stands the month's name, which no grid may hold
      if (!days || days.getAttribute("role") === "grid") continue;
      month.setAttribute("role", "group");
      days.setAttribute("role", "grid");
      days.setAttribute("aria-labelledby", month.getAttribute("aria-labelledby"));
    }
    for (const list of place.querySelectorAll(ODD_LISTS)) list.setAttribute("role", "group");
  };
  new MutationObserver(mend).observe(place, { childList: true, subtree: true });
}
