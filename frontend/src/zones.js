// In which time zone the grid shows times; the browser's own one at first.
import { config } from "./config.js";
import { recall, remember } from "./memory.js";

const own = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

export const firstZone = () => recall("zone", own);

export function chooseZone(changed) {
  const select = document.getElementById("zone");
  for (const name of new Set([own, ...config.zones])) select.append(new Option(name.replaceAll("_", " "), name));
  select.value = firstZone();
  select.addEventListener("change", () => {
    remember("zone", select.value);
    changed(select.value);
  });
}
