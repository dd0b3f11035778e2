// A list that is fetched page by page and kept as it is in the box.

import { button, h, keyed } from "./dom.js";
import { say } from "./notices.js";

export const PAGE = 50;

// `fetch({limit, ...})` gives rows; `build(row)` an element; `empty()` what is said where there are none.
// With `upwards` the further rows are the earlier ones, shown above.
export class Listing {
  constructor({ fetch, build, empty, more, label, keyOf = (row) => row.id, upwards = false }) {
    Object.assign(this, { fetch, build, empty, keyOf, upwards });
    this.wanted = PAGE;
    this.turn = 0;
    this.keep = (act) => act(); // where it is scrolled to, by whoever scrolls it
    this.rows = h(upwards ? "ol" : "ul", { class: "rows", role: "list", "aria-label": label, tabindex: "-1" });
    this.nothing = h("div", { class: "nothing", hidden: true });
    this.further = button(more, () => this.extend(), { class: "further", hidden: true });
    this.node = h("div", { class: "listing", "aria-busy": "true" });
    this.node.append(...(upwards ? [this.further, this.rows, this.nothing] : [this.rows, this.nothing, this.further]));
  }

  // Begin anew: other rows are asked for.
  reset() {
    this.wanted = PAGE;
    return this.refresh();
  }

  async extend() {
    const before = this.rows.children.length;
    this.wanted += PAGE;
    await this.keep(() => this.refresh());
    const shown = this.rows.children.length;
    say(`${shown} shown.`);
    const next = this.rows.children[this.upwards ? shown - before - 1 : before];
    if (this.further.hidden) next?.querySelector("a, button, summary")?.focus();
  }

  // Shows what the box has now. Of answers that overtake each other the last question's counts.
  async refresh() {
    this.turn += 1;
    const turn = this.turn;
    const found = await this.fetch({ limit: this.wanted + 1 });
    if (turn !== this.turn) return;
    this.newest = found[0] ?? null;
    const rows = found.slice(0, this.wanted);
    if (this.upwards) rows.reverse();
    keyed(this.rows, rows, this.keyOf, this.build);
    this.further.hidden = found.length <= this.wanted;
    this.nothing.hidden = rows.length > 0;
    this.nothing.replaceChildren(...(rows.length ? [] : [this.empty()].flat()));
    this.node.setAttribute("aria-busy", "false");
  }
}
