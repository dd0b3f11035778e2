// What the box's words mean to people: for each a label, a tone (good, busy, doubt, bad, off) and what there is to do.

const OUT = {
  draft: ["Not asked to go", "off", "It was made by a program and waits to be asked to go."],
  unsendable: ["Can't be sent", "bad", "The program that it was to be sent by is gone."],
  waiting: ["Waiting", "busy", ""],
  active: ["On its way", "busy", ""],
  sent: ["Sent", "good", "The network took every part of it."],
  unanswered: ["No answer", "bad", "Nobody answered."],
  failed: ["Not sent", "bad", "It surely did not go out, or not wholly. Sending it again sends only what is missing."],
  rejected: ["Refused", "bad", "It was refused for good: sending it again as it is will hardly help."],
  in_doubt: ["In doubt", "doubt",
    "It was handed to the network and no answer came: nobody can know whether it went out. It is not repeated by itself."
    + " Ask the recipient and say what became of it; or send it again, which may make two of it."],
  expired: ["Too late", "off", "It was not to go out later than it could."],
  cancelled: ["Stopped", "off", "It was stopped before all of it went out."],
};
const QUEUED = ["Waits for a line", "busy", "It goes out as soon as a line that may send it is ready."];
const DELIVERED = ["Delivered", "good", "The recipient's phone has it."];
const UNDELIVERED = ["Sent, not delivered", "bad", "The network took it and told later that the phone won't get it."];
const RECEIVED = ["Received", "good", ""];
const IN_PART = ["Received in part", "doubt",
  "A part of it has not come. It is shown as far as it came, and made whole if the rest still comes."];

export const FAX = 2; // as the box tells services

const BY_FAX = {
  inbound: {
    active: ["Coming in", "busy", ""],
    incomplete: ["Received in part", "doubt", "The call broke off. These are the pages that came."],
  },
  outbound: {
    sent: ["Sent", "good", "The far end has confirmed every page."],
    failed: ["Not sent", "bad", "Sending it again begins with the first page that the far end has not confirmed."],
    in_doubt: ["In doubt", "doubt",
      "A page went out and was not confirmed: it may have come. It is not repeated by itself. Ask the recipient and say what"
      + " became of it, then the rest goes; or send it again from that page on."],
  },
};

// How many pages a document has.
export function pageWords(pages) {
  return `${pages} ${pages === 1 ? "page" : "pages"}`;
}

export function faxWords({ direction, parts, pages = parts, confirmed = 0 }) {
  const some = direction === "outbound" && confirmed > 0 && confirmed < pages;
  return `Fax, ${pageWords(pages)}${some ? `: ${confirmed} confirmed` : ""}`;
}

export function standing(message) {
  const [label, tone, help] = (message.service === FAX && BY_FAX[message.direction][message.standing]) || meaning(message);
  return { label, tone, help };
}

function meaning({ direction, standing: word, delivery, line }) {
  if (direction === "inbound") return word === "incomplete" ? IN_PART : RECEIVED;
  if (word === "sent" && delivery === "delivered") return DELIVERED;
  if (word === "sent" && delivery === "undelivered") return UNDELIVERED;
  if (word === "active" && !line) return QUEUED;
  return OUT[word] ?? [word, "off", ""];
}

export const MARKS = { good: "✓", busy: "…", doubt: "?", bad: "!", off: "–" };

const LINES = {
  ready: ["Ready", "good", ""],
  starting: ["Starting", "busy", ""],
  absent: ["Not there", "bad", "Its modem is not plugged in, or has no power. It is taken up again as soon as it is seen."],
  off: ["Switched off", "off", "Switch it on with: modembox lines set NAME active=yes"],
  stopped: ["Stopped", "off", ""],
  not_registered: ["No network", "bad", "The modem looks for its network. Check the antenna, and that the SIM is valid here."],
  pin: ["PIN needed", "bad", "Set the SIM's PIN with: modembox lines set NAME pin=1234. It is tried once, never guessed."],
  puk: ["PUK needed", "bad", "The SIM is locked. Unlock it with its PUK in a phone."],
  sim_absent: ["No SIM", "bad", "There is no SIM card in the modem, or it can't be read."],
  paused: ["Paused", "doubt", "It does not send for now and still receives. It goes on by itself, or when you say so."],
  memory_full: ["Memory full", "bad",
    "What comes in waits at the network until there is room. Put the SIM into a phone and delete its messages."],
  no_dial_tone: ["No dial tone", "bad", "Plug the modem's LINE socket into the telephone socket. It is tried again with the next fax."],
  failed: ["Failed", "bad", "The box tries again by itself. If that does not help, unplug the modem and plug it in again."],
};

const DEAF = ["Receives nothing", "bad",
  "It sends, but a text that another line sent it did not come. Write to its number from a telephone: whatever comes in ends"
  + " this. To try again: modembox canary NAME"];

export function lineState({ line, state, receiving }) {
  const deaf = receiving === false && ["ready", "paused"].includes(state);
  const [label, tone, help] = deaf ? DEAF : LINES[state] ?? [state, "off", ""];
  return { label, tone, help: help.replace("NAME", () => line) };
}

const REGISTERED = {
  home: "", roaming: "roaming", searching: "searching", denied: "refused", not_registered: "not registered", unknown: "registration unknown",
  home_sms_only: "for SMS only", roaming_sms_only: "roaming, for SMS only", emergency_only: "emergency calls only",
};

export function networkWords({ operator, registration }) {
  return [operator, REGISTERED[registration] ?? registration].filter(Boolean).join(", ");
}

export function sentence(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function amount(value) {
  return value.toLocaleString(undefined, { minimumFractionDigits: 2, maximumFractionDigits: 3 });
}

const COUNTED = [
  ["sent_this_hour", "per_hour", "this hour"],
  ["sent_today", "per_day", "today"],
  ["sent_this_month", "per_month", "this month"],
  ["recipients_this_month", "recipients_per_month", "numbers this month"],
];

// What a line's SIM has sent, of how much where that is limited; nothing where it is not known.
export function sentWords(line) {
  return COUNTED.filter(([count]) => line[count] !== null)
    .map(([count, limit, when]) => `${line[count]}${line[limit] ? ` of ${line[limit]}` : ""} ${when}`).join(", ");
}

const EVENTS = {
  "transmission.created": "Made",
  "transmission.queued": "Queued",
  "attempt.started": "Handed to a line",
  "transmission.retry": "Did not go, to be tried again",
  "transmission.done": "Ended",
  "transmission.rerouted": "Given to another line",
  "transmission.held": "Held back, its campaign was stopped",
  "sms.delivered": "Delivered",
  "sms.undelivered": "A part of it is not delivered",
  "sms.received": "Received",
  "sms.incomplete": "Received, with a part missing",
  "sms.completed": "The missing part came",
  "message.processed": "A program has dealt with it",
  "message.converted": "Its recipient did what it asked for",
  "link.clicked": "A link in it was followed",
  "fax.received": "Received",
  "call.incoming": "It rang",
  "canary.ok": "Came in",
  "canary.failed": "Did not come in",
};

export function eventWords({ kind, line, data }) {
  const ended = data.verdict ? OUT[data.verdict]?.[0] ?? data.verdict : "";
  const why = [ended, reason({ cause: data.cause ?? "", cause_text: data.text ?? "" })].filter(Boolean).join(", ");
  if (kind === "fax.page") return `Page ${data.page}${data.pages ? ` of ${data.pages}` : ""}${line && ` (${line})`}`;
  return [EVENTS[kind] ?? kind, why && `: ${why}`, line && ` (${line})`].filter(Boolean).join("");
}

export function reason({ cause, cause_text: text }) {
  return text && cause ? `${text} (${cause})` : text || cause;
}

const ENCODINGS = { GSM7: "7 bit alphabet", UCS2: "16 bit (UCS2)", DATA8: "8 bit data" };
const NAMED = { " ": "space", "\u00a0": "hard space", "\t": "tab", "\u200d": "joiner", "\ufe0f": "emoji style" };
const MOST_NAMED = 8;

export function measureWords({ encoding, parts, units_left: left, beyond }) {
  const odd = Array.from(beyond, (each) => NAMED[each] ?? each);
  const some = odd.slice(0, MOST_NAMED).join(" ") + (odd.length > MOST_NAMED ? " …" : "");
  const why = odd.length ? `, because of ${some}` : "";
  return { parts: `${parts} ${parts === 1 ? "part" : "parts"}`, rest: `${ENCODINGS[encoding] ?? encoding}${why}`, left: `room for ${left} more` };
}
