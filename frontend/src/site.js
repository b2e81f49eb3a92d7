// Asking the site: JSON both ways, and an error that can be shown to a person.
import { config } from "./config.js";

const { words } = config;
const JSON_ONLY = { Accept: "application/json" };
// What is said where there is no answer: what is read is asked for again by itself, an edit is not
const READING = { unreached: words.offline, signed_out: words.signed_out };
const EDITING = { unreached: words.not_done, signed_out: words.sign_in };
let token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";

export class SiteError extends Error {
  constructor(message, { fields = {}, shown = {}, isUnsent = false } = {}) {
    super(message);
    this.isUnsent = isUnsent; // then it may well be tried again
    this.fields = fields;
    this.shown = shown;
  }
}

async function reached(request, told) {
  try {
    return await request;
  } catch {
    throw new SiteError(told.unreached, { isUnsent: true });
  }
}

const isJson = (answer) => (answer.headers.get("Content-Type") ?? "").includes("json");

async function read(answer, told) {
  // a person who has been signed out is led to a page of signing in
  if (answer.redirected && !isJson(answer)) throw new SiteError(told.signed_out, { isUnsent: true });
  const said = isJson(answer) ? await answer.json() : {};
  if (answer.ok) return said;
  const { message, hint } = said.error ?? {};
  const otherwise = answer.status === 403 && told === READING ? told.signed_out : words.failed;
  throw new SiteError([message ?? otherwise, hint].filter(Boolean).join(" "), said.error);
}

async function ask(address, parameters, told) {
  const query = new URLSearchParams(parameters).toString();
  return read(await reached(fetch(query ? `${address}?${query}` : address, { headers: JSON_ONLY }), told), told);
}

export const get = (address, parameters = {}) => ask(address, parameters, READING);

// What has to be known before an edit
export const getForEdit = (address) => ask(address, {}, EDITING);

export function post(address, body) {
  return send(address, () => ({ headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }));
}

export function sendForm(address, fields) {
  return send(address, () => {
    fields.set("csrfmiddlewaretoken", token); // which counts before that of the headers
    return { headers: {}, body: fields };
  });
}

// Who has signed in anew in another tab has another token since: it is asked for, and sent once more
async function send(address, made) {
  const tried = () => {
    const { headers, body } = made();
    return reached(fetch(address, { method: "POST", headers: { ...JSON_ONLY, ...headers, "X-CSRFToken": token }, body }), EDITING);
  };
  let answer = await tried();
  if (await lacksToken(answer)) {
    token = await freshToken();
    answer = await tried();
  }
  return read(answer, EDITING);
}

// Django's page says so, or this app where the site names its view for that
async function lacksToken(answer) {
  if (answer.status !== 403) return false;
  return !isJson(answer) || (await answer.clone().json()).error?.code === "E148";
}

// A page of signing in has a token of its own, but is not this page
async function freshToken() {
  const { response } = await documentOf(location.pathname);
  if (!response?.getElementById("calendar-config")) throw new SiteError(words.sign_in, { isUnsent: true });
  return response.querySelector("[name=csrfmiddlewaretoken]").value;
}

// The panel of a page of the site
export async function panelOf(address) {
  const request = await documentOf(`${address}${address.includes("?") ? "&" : "?"}panel=1`);
  const found = request.response?.getElementById("panel");
  if (!found) throw new SiteError(problemOf(request));
  return document.importNode(found, true);
}

// The browser reads a page as a document of its own, in which nothing runs and nothing is loaded,
// so that no text is given to innerHTML.
function documentOf(address) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("GET", address);
    request.setRequestHeader("Accept", "text/html");
    request.responseType = "document";
    request.addEventListener("error", () => reject(new SiteError(words.not_done, { isUnsent: true })));
    request.addEventListener("load", () => resolve(request));
    request.send();
  });
}

function problemOf({ response, status }) {
  if (status === 404) return words.gone;
  const said = response?.querySelector("[data-message]")?.textContent.trim();
  return said || words[status === 200 ? "signed_out" : "failed"];
}

export function of(name, pk) {
  return config.addresses[name].replace("/0/", `/${pk}/`);
}
