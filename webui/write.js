// A new message to any number.

import { Composer } from "./compose.js";
import { linkTo } from "./conversations.js";
import { h } from "./dom.js";

export class Write {
  constructor() {
    this.composer = new Composer({ sent: (message) => { location.hash = linkTo(message.number); } });
    this.heading = h("h1", { tabindex: "-1" }, "Write a message");
    this.title = "Write";
    this.node = h("section", { class: "sheet" }, this.heading, this.composer.node,
      h("details", null, h("summary", null, "About parts"),
        h("p", null, "A message goes out in parts, and the network charges each. One part holds 160 characters of the 7 bit"
          + " alphabet, or 70 where a single character is not in it: emoji, curly quotes and most scripts but Latin and Greek are not."
          + " In a message of several parts each holds a little less. The count is the box's own: as it says, so it goes.")));
  }

  async show() {}

  async refresh() {}

  concerns() {
    return false;
  }
}
