// The lines, as they are now.

import { act, get } from "./api.js";
import { button, fresh, h, keyed } from "./dom.js";
import { badge } from "./message.js";
import { complain, confirmed, tell } from "./notices.js";
import { time } from "./when.js";
import { amount, lineState, networkWords, sentWords, sentence } from "./words.js";

const AGAIN = 20000; // milliseconds: a change of signal is no event
const BARS = [-105, -95, -85, -75]; // dBm from which each bar is lit
const TONES = ["bad", "doubt", "busy", "off", "good"];

const ORDERS = {
  name: ["Name", (one, other) => one.line.localeCompare(other.line, undefined, { numeric: true })],
  state: ["What needs attention", (one, other) => rank(one) - rank(other)],
  signal: ["Weakest signal", (one, other) => (one.signal_dbm ?? -999) - (other.signal_dbm ?? -999)],
};

function rank(line) {
  return TONES.indexOf(lineState(line).tone);
}

export class Lines {
  constructor() {
    const order = fresh("order");
    this.heading = h("h1", { tabindex: "-1" }, "Lines");
    this.title = "Lines";
    this.order = h("select", { id: order, onchange: () => this.sort() },
      Object.entries(ORDERS).map(([word, [label]]) => h("option", { value: word }, label)));
    this.tools = h("div", { class: "tools" }, h("label", { for: order }, "Order"), this.order);
    this.rows = h("ul", { class: "cards", role: "list", "aria-label": "Lines", tabindex: "-1" });
    this.nothing = h("div", { class: "nothing", hidden: true },
      h("p", null, "No lines yet."),
      h("p", null, "Plug in a GSM modem with a SIM: the box finds it by itself and shows it here."));
    this.needs = h("ul", { class: "needs", role: "list" });
    const needed = fresh("needed");
    this.wrong = h("section", { class: "wrong", hidden: true, "aria-labelledby": needed }, h("h2", { id: needed }, "What needs you"), this.needs);
    this.node = h("section", { class: "sheet wide" }, this.heading, this.wrong,
      h("details", null, h("summary", null, "About lines"),
        h("p", null, "A line is a modem with its SIM. It belongs to the modem, not to the port that it is plugged into."
          + " Its settings are changed with the command: modembox lines set")),
      this.tools, this.rows, this.nothing);
    this.found = [];
  }

  async show() {
    await this.refresh();
    clearInterval(this.timer);
    this.timer = setInterval(() => document.hidden || this.refresh().catch(() => {}), AGAIN); // the events tell of silence
  }

  leave() {
    clearInterval(this.timer);
  }

  async refresh() {
    const [found, findings] = await Promise.all([get("lines"), get("findings")]);
    const needs = findings.filter((finding) => finding.needs_you);
    const told = new Set(needs.map((finding) => finding.line));
    keyed(this.needs, needs, (finding) => `${finding.line} ${finding.code}`, need);
    this.wrong.hidden = !needs.length;
    this.found = found.map((line) => ({ ...line, told: told.has(line.line) }));
    this.sort();
  }

  sort() {
    const rows = [...this.found].sort(ORDERS[this.order.value][1]);
    keyed(this.rows, rows, (row) => row.line, (row) => card(row, () => this.refresh()));
    this.nothing.hidden = rows.length > 0;
    this.tools.hidden = rows.length < 2;
  }

  concerns(event) {
    return event.line !== "" || event.kind.startsWith("sim.");
  }
}

function need({ line, what, advice }) {
  return h("li", null,
    h("p", { class: "why" }, line && h("strong", null, line, ": "), line ? what : sentence(what)),
    h("p", { class: "help" }, withCommands(advice)));
}

function withCommands(text) {
  return text.split("`").map((part, number) => (number % 2 ? h("code", null, part) : part));
}

// `line.told`: what to do about it stands above already. `changed` is called once something was done about it.
function card(line, changed) {
  const state = lineState(line);
  const name = fresh("line");
  const facts = [
    ["Signal", line.signal_dbm === null ? "unknown" : signal(line.signal_dbm)],
    ["Network", networkWords(line)],
    ["Number", line.number],
    ["Sent", sentWords(line)],
    ["Balance", balance(line)],
    ["Modem", line.model],
    ["IMEI", line.imei],
    ["SIM", line.iccid],
    ["Port", line.port],
  ];
  return h("li", { class: `card ${state.tone}`, "data-line": line.line },
    h("h2", { id: name }, line.line, badge(state)),
    line.detail && h("p", { class: "why" }, withCommands(sentence(line.detail))),
    state.help && !line.told && h("p", { class: "help" }, state.help),
    h("dl", null, facts.filter(([, value]) => value).map(([name, value]) => h("div", null, h("dt", null, name), h("dd", null, value)))),
    line.state === "paused" && h("div", { class: "acts" }, sendOn(line, name, changed)),
    h("p", { class: "meta" }, "Since ", time(line.changed_at, true)));
}

function sendOn(line, name, changed) {
  const run = async () => {
    const lifted = "What holds its SIM is lifted, and its limits count from now.";
    if (!(await confirmed(`Let ${line.line} send on?`, lifted, "Send on"))) return;
    try {
      await act("lines/resume", { line: line.line });
      tell(`${line.line} sends on.`);
    } catch (error) {
      complain(error.message);
    }
    changed();
  };
  return button("Send on …", run, { "data-act": "resume", "aria-describedby": name });
}

function balance(line) {
  if (line.balance === null) return line.balance_trouble && `unknown: ${line.balance_trouble}`;
  const low = line.balance_low ? " low" : "";
  const why = line.balance_trouble && ` (${line.balance_trouble})`;
  return [h("strong", { class: `balance${low}` }, amount(line.balance), low), " ", time(line.balance_at, true), why];
}

function signal(dbm) {
  const lit = BARS.filter((least) => dbm >= least).length;
  const bars = BARS.map((_, number) => h("i", { class: number < lit ? `lamp b${number} lit` : `lamp b${number}` }));
  return h("span", { class: "signal" }, h("span", { class: "bars", "aria-hidden": "true" }, bars), `${dbm} dBm`);
}
