// The spool: what goes out, and what became of it.

import { get } from "./api.js";
import { linkTo } from "./conversations.js";
import { fresh, h } from "./dom.js";
import { Listing } from "./listing.js";
import { messageItem, who } from "./message.js";

const REST = 250; // milliseconds without a key before it is searched

const SHOWN = {
  under_way: ["Under way", "Nothing is under way."],
  in_doubt: ["In doubt", "Nothing is in doubt."],
  not_sent: ["Not sent", "Nothing failed, was refused or stopped."],
  outbound: ["All", "Nothing has been sent yet."],
};
const FIRST = "outbound";

export class Spool {
  constructor() {
    const order = fresh("order");
    this.shown = FIRST;
    this.heading = h("h1", { tabindex: "-1" }, "Spool");
    this.title = "Spool";
    this.tabs = h("nav", { class: "tabs", "aria-label": "What to show" },
      Object.entries(SHOWN).map(([word, [label]]) => h("a", { href: `#/spool/${word}`, "data-shown": word }, label)));
    this.search = h("input", { type: "search", "aria-label": "Search the spool", placeholder: "Search names, numbers, texts", oninput: () => this.typed() });
    this.order = h("select", { id: order, onchange: () => this.list.reset() },
      h("option", { value: "messages" }, "Newest first"), h("option", { value: "messages/in-order" }, "Oldest first"));
    this.list = new Listing({
      fetch: (page) => get(this.order.value, { ...page, show: this.shown, search: this.search.value.trim() }),
      build: (row) => messageItem(row, () => this.refresh(), title(row)),
      empty: () => h("p", null, this.search.value.trim() ? "Nothing that is shown here has that in it." : SHOWN[this.shown][1]),
      more: "Show more",
      label: "Messages that go out",
    });
    this.node = h("section", { class: "sheet wide" }, this.heading,
      h("details", null, h("summary", null, "About the spool"),
        h("p", null, "A message is sent, was not sent, or is in doubt, and the box says which. In doubt means that it was handed to the"
          + " network and no answer came. Nothing in doubt is repeated by itself: settle it, or send it again.")),
      this.tabs,
      h("div", { class: "tools" }, this.search, h("span", { class: "pair" }, h("label", { for: order }, "Order"), this.order)),
      this.list.node);
  }

  typed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.list.reset(), REST);
  }

  async show({ shown = FIRST }) {
    this.shown = shown in SHOWN ? shown : FIRST;
    for (const tab of this.tabs.children) {
      if (tab.dataset.shown === this.shown) tab.setAttribute("aria-current", "page");
      else tab.removeAttribute("aria-current");
    }
    await this.list.reset();
  }

  refresh() {
    return this.list.refresh();
  }

  concerns(event) {
    return event.transmission_id !== null;
  }
}

function title(row) {
  return h("h2", null, h("a", { href: linkTo(row.number), "data-act": "open" }, who(row)), row.name && h("span", { class: "number" }, row.number));
}
