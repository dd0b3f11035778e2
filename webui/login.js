// Logging in. A password that the box made up is changed before anything else is shown.

import { post } from "./api.js";
import { h } from "./dom.js";
import { field, passwordForm } from "./password.js";

// `begun(session)` is called once somebody is in; `why` says what ended the session before.
export function login(begun, why = "") {
  const name = field("User name", { autocomplete: "username", autocapitalize: "none", spellcheck: "false" });
  const password = field("Password", { type: "password", autocomplete: "current-password" });
  const error = h("p", { class: "error", role: "alert" }, why);
  const go = h("button", { class: "strong" }, "Log in");
  const submit = async (event) => {
    event.preventDefault();
    const missing = [name.input, password.input].find((input) => !input.value);
    error.textContent = missing ? "Both user name and password are needed." : "";
    if (missing) return missing.focus();
    go.disabled = true;
    try {
      const session = await post("login", { username: name.input.value, password: password.input.value }, { token: null });
      if (session.must_change_password) node.replaceChildren(...firstPassword(session, password.input.value, begun));
      else begun(session);
      node.querySelector("h1, input")?.focus();
    } catch (refused) {
      error.textContent = refused.message;
      password.input.select();
    } finally {
      go.disabled = false;
    }
  };
  const node = h("main", { id: "main", class: "gate", tabindex: "-1" },
    h("h1", null, "Modem Box"),
    h("form", { class: "entry", novalidate: true, onsubmit: submit }, name.nodes, password.nodes, error, go),
    h("details", null, h("summary", null, "No password?"),
      h("p", null, "The box printed the first one when it was first started. An administrator sets another on the box itself with:"
        + " modembox user password NAME")));
  return { node, focus: () => name.input.focus() };
}

function firstPassword(session, old, begun) {
  return [
    h("h1", { tabindex: "-1" }, "Choose your own password"),
    h("p", null, "The one that you came with was made up by the box and printed, so others may have seen it."),
    passwordForm({ username: session.username, old, token: session.token, done: begun }),
  ];
}
