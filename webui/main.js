// The frame around the views: who is in, where they are, and what happens in the box meanwhile.

import { Refused, get, listen, post } from "./api.js";
import { Conversations } from "./conversations.js";
import { button, h } from "./dom.js";
import { Events } from "./events.js";
import { Faxes } from "./faxes.js";
import { Lines } from "./lines.js";
import { login } from "./login.js";
import { complain, say } from "./notices.js";
import { Password } from "./password.js";
import { begin, end, session } from "./session.js";
import { Spool } from "./spool.js";
import { Write } from "./write.js";

const SETTLE = 200; // milliseconds in which what happens is shown at once
const AGAIN = 15000; // between looks at what wants attention: not all that concerns everybody is told to everybody

const ROUTES = [
  [/^#\/with\/(.*)$/, Conversations, (found) => ({ number: decoded(found[1]) })],
  [/^#\/write$/, Write, () => ({})],
  [/^#\/spool(?:\/(\w+))?$/, Spool, (found) => ({ shown: found[1] })],
  [/^#\/faxes$/, Faxes, () => ({})],
  [/^#\/lines$/, Lines, () => ({})],
  [/^#\/password$/, Password, () => ({})],
  [/^/, Conversations, () => ({})],
];
const PLACES = [["#/", "Conversations", Conversations], ["#/write", "Write", Write], ["#/faxes", "Fax", Faxes], ["#/spool", "Spool", Spool], ["#/lines", "Lines", Lines]];

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

const page = document.getElementById("page");

class Frame {
  constructor() {
    this.wants = { Spool: h("span", { class: "wants" }), Lines: h("span", { class: "wants" }) };
    this.links = PLACES.map(([href, label]) => h("a", { href }, label, this.wants[label]));
    this.lost = h("p", { class: "lost", role: "status" });
    this.main = h("main", { id: "main", tabindex: "-1" });
    this.node = h("div", { class: "frame" },
      h("header", null,
        h("a", { class: "brand", href: "#/" }, "Modem Box"),
        h("nav", { "aria-label": "Main" }, this.links),
        h("div", { class: "me" }, h("a", { href: "#/password" }, session().username), button("Log out", () => logout()))),
      this.lost,
      this.main);
    this.events = new Events((events) => this.happened(events), (yes) => this.reachable(yes));
    this.go = () => this.route();
    this.answers = true;
  }

  async start() {
    page.replaceChildren(this.node);
    window.addEventListener("hashchange", this.go);
    const now = await this.glance(); // first: what happens while the view is fetched is told again
    await this.route();
    this.events.start(now?.newest_event ?? null);
    this.again = setInterval(() => document.hidden || !this.answers || this.glance(), AGAIN);
  }

  stop() {
    this.events.stop();
    clearTimeout(this.timer);
    clearInterval(this.again);
    window.removeEventListener("hashchange", this.go);
    this.view?.leave?.();
  }

  async route() {
    const before = this.view;
    const [pattern, View, parameters] = ROUTES.find(([each]) => each.test(location.hash));
    if (!(before instanceof View)) {
      before?.leave?.();
      this.view = new View();
      this.main.replaceChildren(this.view.node);
    }
    PLACES.forEach(([, , place], number) => this.here(this.links[number], place === View));
    await this.attempt(() => this.view.show(parameters(location.hash.match(pattern))));
    document.title = `${this.view.title} – Modem Box`;
    if (this.begun) this.view.heading.focus({ preventScroll: true });
    this.begun = true;
  }

  here(link, yes) {
    if (yes) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }

  // What the box refuses is said; that it does not answer is shown already.
  async attempt(act) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.status === 0) this.reachable(false);
      else if (error.status !== 401) complain(error.message);
      return null;
    }
  }

  happened(events) {
    clearTimeout(this.timer);
    this.pending = [...(this.pending ?? []), ...events];
    this.timer = setTimeout(() => this.refresh(), SETTLE);
    const came = events.filter(({ kind }) => kind === "sms.received").length;
    if (events.some(({ kind }) => kind === "fax.received")) say("A fax came in.");
    if (came) say(came === 1 ? "A message came in." : `${came} messages came in.`);
  }

  async refresh() {
    const events = this.pending ?? [];
    this.pending = [];
    if (events.some((event) => this.view.concerns(event))) await this.attempt(() => this.view.refresh());
    await this.glance();
  }

  glance() {
    return this.attempt(async () => {
      const now = await get("now");
      this.wants.Spool.textContent = now.in_doubt ? ` ${now.in_doubt} in doubt` : "";
      this.wants.Lines.textContent = now.lines_down ? ` ${now.lines_down} down` : "";
      return now;
    });
  }

  async reachable(yes) {
    if (yes === this.answers) return;
    this.answers = yes;
    this.lost.textContent = yes ? "" : "The box does not answer. What is shown may be old; it is asked again by itself.";
    if (yes) {
      await this.attempt(() => this.view.refresh());
      await this.glance();
    }
  }
}

let frame = null;

function enter(fresh = null) {
  if (fresh) begin(fresh);
  frame = new Frame();
  frame.begun = fresh !== null;
  frame.start();
}

function leave(why = "") {
  frame?.stop();
  frame = null;
  end();
  document.title = "Modem Box";
  const gate = login(enter, why);
  page.replaceChildren(gate.node);
  gate.focus();
}

async function logout() {
  await post("logout").catch(() => {}); // a box that is not there can't be told; the token is forgotten here all the same
  location.hash = "#/";
  leave();
}

listen({ end: () => leave("You were logged out. Log in again."), act: () => frame?.events.acted() });
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  document.getElementById("main").focus();
});
if (session()) enter();
else leave();
