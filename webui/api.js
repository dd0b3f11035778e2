// The box's own API, /box/v1.

import { session } from "./session.js";
import { sentence } from "./words.js";

const BASE = new URL("box/v1/", document.baseURI);
const PATIENCE = 20000; // milliseconds
const MAKING = 180000; // while the box converts a file

// What the box refused (`status` of HTTP), or 0 where it did not answer.
export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

let ended = () => {};
let acted = () => {};
let renewing = 0;

// `end` is called when the box no longer knows the token, `act` when it was asked to do something.
export function listen({ end, act }) {
  ended = end;
  acted = act;
}

export function get(path, query = {}, signal = undefined) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return ask("GET", given.length ? `${path}?${new URLSearchParams(given)}` : path, undefined, { signal });
}

export function post(path, body = {}, { key, signal, token } = {}) {
  return ask("POST", path, body, { key, signal, token });
}

// Does what may end the token before there is another: that the box refuses it meanwhile ends nothing.
export async function renew(change) {
  renewing += 1;
  try {
    return await change();
  } finally {
    renewing -= 1;
  }
}

// As `post`, for what changes something that events tell of.
export async function act(path, body = {}, options = {}) {
  try {
    return await post(path, body, options);
  } finally {
    acted();
  }
}

// A file as it is, named as it was.
export function upload(path, file) {
  const headers = { "Content-Type": file.type || "application/octet-stream", "Content-Disposition": `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}` };
  return ask("POST", path, file, { headers, patience: MAKING });
}

// A file from the box.
export async function blob(path) {
  const answer = await answered("GET", path, undefined, { patience: MAKING });
  return answer.ok ? answer.blob() : read(answer);
}

async function ask(method, path, body, options) {
  return read(await answered(method, path, body, options));
}

async function answered(method, path, body, { key, signal, token = session()?.token, headers: given, patience = PATIENCE }) {
  const headers = { Accept: "application/json", ...given };
  if (body !== undefined && !given) headers["Content-Type"] = "application/json";
  if (token) headers.Authorization = `Bearer ${token}`;
  if (key) headers["Idempotency-Key"] = key;
  const waited = AbortSignal.timeout(patience);
  const options = {
    method,
    headers,
    body: body === undefined || given ? body : JSON.stringify(body),
    credentials: "omit", // so that a browser never asks for a password by itself
    cache: "no-store",
    signal: signal ? AbortSignal.any([signal, waited]) : waited,
  };
  const answer = await fetched(new URL(path, BASE), options, signal);
  if (answer.status === 401 && token && token === session()?.token && !renewing) ended();
  return answer;
}

async function fetched(url, options, signal) {
  try {
    return await fetch(url, options);
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Refused(0, "The box does not answer.");
  }
}

async function read(answer) {
  let body = null;
  try {
    body = await answer.json();
  } catch {
    throw new Refused(answer.ok ? 0 : answer.status, "The box's answer can't be read.");
  }
  if (!answer.ok) throw new Refused(answer.status, plain(body?.error?.message ?? `error ${answer.status}`));
  return body;
}

// "The request does not hold: number is missing" says the same to a person without its head.
function plain(message) {
  const text = sentence(message.replace(/^[A-Z][^:]*: /, ""));
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
