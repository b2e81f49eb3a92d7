// Asking the site: JSON both ways, and an error that can be shown to a person.
import { config } from "./config.js";

const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
const JSON_ONLY = { Accept: "application/json" };

export class SiteError extends Error {
  constructor(message, { fields = {}, shown = {} } = {}) {
    super(message);
    this.fields = fields;
    this.shown = shown;
  }
}

async function answered(request) {
  let answer;
  try {
    answer = await request;
  } catch {
    throw new SiteError(config.words.offline);
  }
  const isJson = (answer.headers.get("Content-Type") ?? "").includes("json");
  // a person who has been signed out is led to a page of signing in
  if (answer.redirected && !isJson) throw new SiteError(config.words.signed_out);
  const said = isJson ? await answer.json() : {};
  if (answer.ok) return said;
  const { message, hint } = said.error ?? {};
  const otherwise = answer.status === 403 ? config.words.signed_out : config.words.failed;
  throw new SiteError([message ?? otherwise, hint].filter(Boolean).join(" "), said.error);
}

export function get(address, parameters = {}) {
  const query = new URLSearchParams(parameters).toString();
  return answered(fetch(query ? `${address}?${query}` : address, { headers: JSON_ONLY }));
}

export function post(address, body) {
  const headers = { ...JSON_ONLY, "Content-Type": "application/json", "X-CSRFToken": token };
  return answered(fetch(address, { method: "POST", headers, body: JSON.stringify(body) }));
}

export function sendForm(address, fields) {
  const headers = { ...JSON_ONLY, "X-CSRFToken": token };
  return answered(fetch(address, { method: "POST", headers, body: fields }));
}

// The panel of a page of the site. The browser reads it as a document of its own, in which nothing
// runs and nothing is loaded, so that no text is given to innerHTML.
export function panelOf(address) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("GET", `${address}${address.includes("?") ? "&" : "?"}panel=1`);
    request.setRequestHeader("Accept", "text/html");
    request.responseType = "document";
    request.addEventListener("error", () => reject(new SiteError(config.words.offline)));
    request.addEventListener("load", () => {
      const found = request.response?.getElementById("panel");
      if (found) resolve(document.importNode(found, true));
      else reject(new SiteError(problemOf(request)));
    });
    request.send();
  });
}

function problemOf({ response, status }) {
  if (status === 404) return config.words.gone;
  const said = response?.querySelector("[data-message]")?.textContent.trim();
  return said || config.words[status === 200 ? "signed_out" : "failed"];
}

export function of(name, pk) {
  return config.addresses[name].replace("/0/", `/${pk}/`);
}
