// Choosing a new password. All log-ins of the user end with it, so this tab logs in anew.

import { post, renew } from "./api.js";
import { fresh, h } from "./dom.js";
import { tell } from "./notices.js";
import { begin, session } from "./session.js";

const SHORTEST = 8;

export function field(label, attributes) {
  const id = fresh("field");
  const input = h("input", { id, required: true, ...attributes });
  return { input, nodes: [h("label", { for: id }, label), input] };
}

// A form; `old` is not asked for where it is known, `token` says who where nobody is logged in yet;
// `done(session)` is given the new log-in.
export function passwordForm({ username, old = null, token = undefined, done }) {
  const before = old === null ? field("Password until now", { type: "password", autocomplete: "current-password" }) : null;
  const fresher = field("New password", { type: "password", autocomplete: "new-password", minlength: SHORTEST });
  const again = field("The same again", { type: "password", autocomplete: "new-password" });
  const error = h("p", { class: "error", role: "alert" });
  const submit = async (event) => {
    event.preventDefault();
    error.textContent = wrong(before?.input, fresher.input, again.input);
    if (error.textContent) return;
    try {
      await renew(async () => {
        await post("password", { old: old ?? before.input.value, new: fresher.input.value }, { token });
        done(await post("login", { username, password: fresher.input.value }, { token: null }));
      });
    } catch (refused) {
      error.textContent = refused.message;
    }
  };
  return h("form", { class: "entry", novalidate: true, onsubmit: submit },
    h("input", { type: "text", autocomplete: "username", value: username, hidden: true, readonly: true }),
    before?.nodes, fresher.nodes, h("p", { class: "hint" }, `At least ${SHORTEST} characters. Several words are easy to keep in mind.`),
    again.nodes, error, h("button", { class: "strong" }, "Change the password"));
}

function wrong(before, fresher, again) {
  const faults = [
    [before && !before.value, before, "The password until now is missing."],
    [fresher.value.length < SHORTEST, fresher, `The new password has fewer than ${SHORTEST} characters.`],
    [fresher.value !== again.value, again, "The two are not the same."],
  ];
  const [, input, text] = faults.find(([is]) => is) ?? [];
  input?.focus();
  return text ?? "";
}

export class Password {
  constructor() {
    this.title = "Password";
    this.heading = h("h1", { tabindex: "-1" }, "Change your password");
    this.node = h("section", { class: "sheet" }, this.heading,
      passwordForm({ username: session().username, done: (anew) => this.changed(anew) }));
  }

  changed(anew) {
    begin(anew);
    tell("The password is changed.");
    location.hash = "#/";
  }

  async show() {}

  async refresh() {}

  concerns() {
    return false;
  }
}
