// Conversations: those there are, and the messages of one, side by side where there is room.

import { get } from "./api.js";
import { Composer } from "./compose.js";
import { h } from "./dom.js";
import { Listing } from "./listing.js";
import { badge, messageItem, who } from "./message.js";
import { time } from "./when.js";
import { standing } from "./words.js";

const REST = 250; // milliseconds without a key before it is searched
const NEAR = 80; // pixels from the end that count as being there

export function linkTo(number) {
  return `#/with/${encodeURIComponent(number)}`;
}

export class Conversations {
  constructor() {
    this.search = h("input", { type: "search", "aria-label": "Search messages", placeholder: "Search names, numbers, texts", oninput: () => this.typed() });
    this.list = new Listing({
      fetch: (page) => this.rows(page),
      build: (row) => conversation(row, this.query, row.number === this.number),
      empty: () => this.nothing(),
      more: "Show more",
      label: "Conversations",
      keyOf: (row) => (this.query ? row.id : row.number),
    });
    this.side = h("section", { class: "side", "aria-labelledby": "conversations" },
      h("div", { class: "head" },
        h("h1", { id: "conversations", tabindex: "-1" }, "Conversations"),
        h("a", { class: "button strong", href: "#/write" }, "Write")),
      this.search,
      this.list.node);
    this.pane = h("section", { class: "pane" });
    this.node = h("div", { class: "talk" }, this.side, this.pane);
    this.number = null;
    this.choose(null);
  }

  get query() {
    return this.search.value.trim();
  }

  rows(page) {
    return this.query ? get("messages", { ...page, search: this.query }) : get("conversations", page);
  }

  nothing() {
    if (this.query) return h("p", null, `Nothing has “${this.query}” in it.`);
    return [h("p", null, "No messages yet."), h("p", null, "What comes in and what you write is shown here, by number.")];
  }

  typed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.list.reset(), REST);
  }

  // Shows the messages with `number`, null for none.
  async choose(number) {
    this.number = number;
    this.node.toggleAttribute("data-chosen", number !== null);
    for (const link of this.side.querySelectorAll("[data-number]")) mark(link, link.dataset.number === number);
    this.one = number === null ? null : new Conversation(number, () => this.refresh());
    this.pane.replaceChildren(this.one?.node ?? h("p", { class: "nothing" }, "Choose a conversation, or write a new message."));
    if (this.one) this.pane.setAttribute("aria-label", `Messages with ${number}`);
    else this.pane.removeAttribute("aria-label");
    await this.one?.refresh();
  }

  get heading() {
    return this.one?.heading ?? this.side.querySelector("h1");
  }

  get title() {
    return this.number ?? "Conversations";
  }

  async show({ number = null }) {
    if (number !== this.number) await Promise.all([this.list.refresh(), this.choose(number)]);
    else await this.refresh();
  }

  async refresh() {
    await Promise.all([this.list.refresh(), this.one?.refresh()]);
  }

  concerns(event) {
    return event.transmission_id !== null;
  }
}

function mark(link, chosen) {
  if (chosen) link.setAttribute("aria-current", "true");
  else link.removeAttribute("aria-current");
}

function conversation(row, query, chosen) {
  const state = standing(row);
  const mine = row.direction === "outbound" ? "You: " : "";
  const link = h(row.number ? "a" : "div", { class: "entry-of", href: row.number && linkTo(row.number), "data-number": row.number },
    h("span", { class: "who" }, who(row)),
    time(row.at),
    row.name && h("span", { class: "number" }, row.number),
    h("span", { class: "snippet", dir: "auto" }, mine + around(row.text, query)),
    badge(state));
  mark(link, chosen);
  return h("li", null, link);
}

const BEFORE = 30;
const LONGEST = 160;

// The piece of a long text that has what was searched for.
function around(text, query) {
  const at = query ? text.toLowerCase().indexOf(query.toLowerCase()) : -1;
  const from = Math.max(0, at - BEFORE);
  return (from ? "…" : "") + text.slice(from, from + LONGEST);
}

class Conversation {
  constructor(number, changed) {
    this.number = number;
    this.heading = h("h1", { tabindex: "-1" }, number || "Unknown sender");
    this.aside = h("p", { class: "number" });
    this.list = new Listing({
      fetch: (page) => get("messages", { ...page, number }),
      build: (row) => messageItem(row, changed),
      empty: () => h("p", null, "No messages with this number yet."),
      more: "Show earlier messages",
      label: "Messages",
      upwards: true,
    });
    this.list.keep = (act) => this.keep(act);
    this.scroller = h("div", { class: "scroller", tabindex: "0", role: "region", "aria-label": "Messages" }, this.list.node);
    this.composer = new Composer({ number, sent: () => this.arrive(changed) });
    this.node = h("div", { class: "conversation" },
      h("div", { class: "head" }, h("a", { class: "back", href: "#/" }, h("span", { "aria-hidden": "true" }, "‹ "), "Conversations"),
        h("div", null, this.heading, this.aside)),
      this.scroller,
      answerable(number) ? this.composer.node : h("p", { class: "hint" }, "This sender has no number to write to."));
    this.atEnd = true;
    this.scroller.addEventListener("scroll", () => { this.atEnd = this.left() < NEAR; });
  }

  left() {
    return this.scroller.scrollHeight - this.scroller.scrollTop - this.scroller.clientHeight;
  }

  async arrive(changed) {
    this.atEnd = true;
    await changed();
    this.composer.text.focus();
  }

  // What is read stays where it is; at the end, what comes is shown.
  async keep(act) {
    const { atEnd } = this;
    const left = this.left();
    await act();
    this.scroller.scrollTop = this.scroller.scrollHeight - this.scroller.clientHeight - (atEnd ? 0 : left);
    this.atEnd = atEnd;
  }

  async refresh() {
    await this.keep(() => this.list.refresh());
    const name = this.list.newest?.name ?? "";
    this.heading.textContent = name || this.number || "Unknown sender";
    this.aside.textContent = name ? this.number : "";
  }
}

function answerable(number) {
  return /^\+?[0-9]+$/.test(number);
}
