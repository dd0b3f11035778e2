// A message as it is shown in every list: its text, how it stands, what can be done about it, what happened to it.

import { act, get } from "./api.js";
import { button, fresh, h } from "./dom.js";
import { complain, confirmed, tell } from "./notices.js";
import { clock, time } from "./when.js";
import { FAX, MARKS, eventWords, faxWords, reason, sentence, standing } from "./words.js";

export function badge({ label, tone }) {
  return h("span", { class: `badge ${tone}` }, h("span", { class: "mark", "aria-hidden": "true" }, MARKS[tone]), label);
}

export function who({ name, number }) {
  return name || number || "Unknown sender";
}

const RETRY = { act: "retry", label: "Send again", path: "retry", done: "It is sent again." };
const CANCEL = { act: "cancel", label: "Stop it", path: "cancel", done: "It was stopped." };
const ARRIVED = { act: "arrived", label: "It arrived", path: "settle", body: { sent: true }, done: "Noted: it was sent." };
const LOST = { act: "lost", label: "It did not arrive", path: "settle", body: { sent: false }, done: "Noted: it was not sent." };
const TWICE = { ...RETRY, label: "Send again …", ask: ["Send it again?", "It may have gone out already: then the recipient gets it twice."] };
const ACTS = {
  draft: [{ ...RETRY, label: "Send", done: "It is sent." }],
  waiting: [{ ...RETRY, label: "Send now" }, CANCEL],
  active: [{ ...CANCEL, done: "It is being stopped." }],
  unanswered: [RETRY],
  failed: [RETRY],
  rejected: [RETRY],
  expired: [RETRY],
  cancelled: [RETRY],
  in_doubt: [ARRIVED, LOST, TWICE],
};

const EXPLAINED = ["sent", "in_doubt"]; // where no cause is needed, or the help says the same in better words

// `changed` is called once something was done about it; `title` is the heading, where the list is of many numbers.
export function messageItem(message, changed, title = null) {
  const text = fresh("text");
  const state = standing(message);
  const item = h("li", { class: `message ${message.direction} ${state.tone}`, "data-id": message.id },
    title,
    h("p", { class: "text", id: text, dir: "auto" }, contents(message)),
    h("p", { class: "meta" }, badge(state), ...details(message)));
  const why = (message.direction === "outbound" || message.service === FAX) && !EXPLAINED.includes(message.standing) ? reason(message) : "";
  if (why) item.append(h("p", { class: "why" }, sentence(why)));
  const acts = message.direction === "outbound" ? ACTS[message.standing] ?? [] : [];
  if (message.standing === "in_doubt") item.append(h("p", { class: "help" }, state.help));
  if (acts.length) item.append(h("div", { class: "acts" }, acts.map((step) => actButton(step, message, text, changed))));
  item.append(history(message, state));
  return item;
}

function contents(message) {
  return message.service === FAX ? faxWords(message) : message.text || h("em", null, "No text");
}

function details(message) {
  const parts = [time(message.at, true)];
  if (message.next_at && message.standing === "waiting") parts.push(`next try ${clock(message.next_at)}`);
  if (message.line) parts.push(message.line);
  if (message.parts > 1 && message.service !== FAX) parts.push(`${message.parts} parts`);
  return parts.map((part) => h("span", null, part));
}

function actButton(step, message, text, changed) {
  const run = async () => {
    if (node.ariaDisabled === "true" || (step.ask && !(await confirmed(...step.ask, "Send it again")))) return;
    node.ariaDisabled = "true"; // not disabled: that would take the focus away
    try {
      await act(`transmissions/${message.id}/${step.path}`, step.body ?? {});
      tell(step.done);
    } catch (error) {
      complain(error.message);
      node.ariaDisabled = "false";
    }
    changed();
  };
  const node = button(step.label, run, { "data-act": step.act, "aria-describedby": text });
  return node;
}

function history(message, state) {
  const steps = h("ol", { class: "steps" });
  const node = h("details", null, h("summary", { "data-act": "history" }, "What happened"), steps);
  node.addEventListener("toggle", async () => {
    if (!node.open) return;
    try {
      const told = await get("events", { transmission_id: message.id });
      steps.replaceChildren(...told.map((event) => h("li", null, time(event.at, true), " ", eventWords(event))));
      if (!told.length) steps.replaceChildren(h("li", null, "No more is known: it was long ago."));
    } catch (error) {
      steps.replaceChildren(h("li", null, error.message));
    }
    if (state.help && message.standing !== "in_doubt") steps.append(h("li", { class: "help" }, state.help));
  });
  return node;
}
