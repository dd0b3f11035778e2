// Writing a message, with how it will go as the box's own codec tells.

import { Refused, act, post } from "./api.js";
import { fresh, h } from "./dom.js";
import { say } from "./notices.js";
import { Recipient } from "./recipient.js";
import { measureWords } from "./words.js";

const REST = 150; // milliseconds without a key before it is measured

// A key that makes a message one, however often it is asked for. Works on plain HTTP, too.
export function key() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (each) => each.toString(16).padStart(2, "0")).join("");
}

const drafts = new Map(); // by number: what was not sent yet is there again, with its key

// `number` is fixed where it is given, else asked for; `sent(message)` is called once the box has taken it.
export class Composer {
  constructor({ number = null, sent }) {
    this.sent = sent;
    this.number = number;
    this.kept = drafts.get(number) ?? { to: "", text: "", key: key() };
    const ids = { text: fresh("text"), count: fresh("count"), error: fresh("error") };
    this.recipient = number === null && new Recipient(ids.error, () => this.changed());
    this.to = this.recipient && this.recipient.input;
    this.text = h("textarea", {
      id: ids.text, rows: number === null ? "5" : "2", required: true, dir: "auto", placeholder: number === null ? null : "Write a message", "aria-describedby": `${ids.count} ${ids.error}`,
      oninput: () => this.typed(), onkeydown: (event) => this.pressed(event),
    });
    this.count = h("p", { id: ids.count, class: "count" });
    this.error = h("p", { id: ids.error, class: "error", role: "alert" });
    this.go = h("button", { class: "strong", title: "Ctrl+Enter" }, "Send");
    this.node = h("form", { class: "compose", novalidate: true, onsubmit: (event) => this.submit(event) },
      this.recipient && this.recipient.nodes,
      h("label", { for: ids.text, class: number === null ? null : "unseen" }, number === null ? "Message" : `Message to ${number}`),
      this.text,
      this.error,
      h("div", { class: "bar" }, this.count, this.go));
    this.text.value = this.kept.text;
    if (this.to) this.to.value = this.kept.to;
    this.show("");
    if (this.kept.text) this.measure();
  }

  focus() {
    (this.to || this.text).focus();
  }

  pressed(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.node.requestSubmit();
    }
  }

  // Other words are another message.
  changed() {
    this.kept = { to: this.to ? this.to.value : "", text: this.text.value, key: key() };
    drafts.set(this.number, this.kept);
    this.refuse("");
  }

  typed() {
    this.changed();
    clearTimeout(this.timer);
    this.asked?.abort();
    if (this.text.value === "") this.show("");
    else this.timer = setTimeout(() => this.measure(), REST);
  }

  async measure() {
    const asked = new AbortController();
    this.asked = asked;
    try {
      const found = await post("measure", { text: this.text.value }, { signal: asked.signal });
      if (asked.signal.aborted) return;
      const words = measureWords(found);
      this.show(`${words.parts} · ${words.rest} · ${words.left}`, `${words.parts}, ${words.rest}`);
    } catch (error) {
      if (asked.signal.aborted) return;
      this.show("");
      if (error instanceof Refused) this.refuse(error.message);
    }
  }

  // A screen reader is told when the parts or the alphabet change, not at each key.
  show(words, said = "") {
    this.count.textContent = words;
    if (said && said !== this.said) say(said);
    this.said = said;
  }

  refuse(why, field = null) {
    this.error.textContent = why;
    for (const each of [this.to, this.text]) {
      if (each) each.setAttribute("aria-invalid", String(each === field));
    }
    field?.focus();
  }

  async submit(event) {
    event.preventDefault();
    if (this.to && !this.to.value.trim()) return this.refuse("Say to whom: a phone number is missing.", this.to);
    if (this.text.value === "") return this.refuse("There is no text to send.", this.text);
    if (this.sending) return;
    this.busy(true);
    try {
      const number = this.recipient ? await this.recipient.number() : this.number;
      const message = await act("messages", { number, text: this.text.value }, { key: this.kept.key });
      this.text.value = "";
      if (this.to) this.to.value = "";
      this.typed();
      say(`Message to ${message.number} taken.`);
      this.sent(message);
    } catch (error) {
      const field = this.to && /phone number/.test(error.message) ? this.to : null;
      this.refuse(error.status === 0 ? `${error.message} Send again: it won't go twice.` : error.message, field);
    } finally {
      this.busy(false);
    }
  }

  busy(yes) {
    this.sending = yes;
    this.go.setAttribute("aria-disabled", String(yes));
    this.go.textContent = yes ? "Sending …" : "Send";
  }
}
