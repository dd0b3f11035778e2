// What is said beside the views: to everybody, to those who listen, and questions that want an answer.

import { button, fresh, h } from "./dom.js";

const LASTS = 6000; // milliseconds

// Said by a screen reader; seen by nobody.
export function say(text) {
  document.getElementById("said").textContent = text;
}

export function tell(text) {
  say(text);
  const notice = h("p", { class: "notice" }, text);
  document.getElementById("notices").append(notice);
  setTimeout(() => notice.remove(), LASTS);
}

// Stays until it is closed.
export function complain(text) {
  const place = document.getElementById("notices");
  for (const other of place.querySelectorAll(".bad")) other.remove();
  const notice = h("div", { class: "notice bad", role: "alert" }, h("p", null, text));
  notice.append(button("Close", () => notice.remove(), { class: "quiet" }));
  place.append(notice);
}

// Asks; whether the answer was yes. Esc is no, and so is what has the focus first.
export function confirmed(question, explanation, yes) {
  const title = fresh("question");
  const text = fresh("explanation");
  const dialog = h("dialog", { "aria-labelledby": title, "aria-describedby": text });
  dialog.append(
    h("h2", { id: title }, question),
    h("p", { id: text }, explanation),
    h("div", { class: "acts" },
      button("Leave it", () => dialog.close(""), { autofocus: true }),
      button(yes, () => dialog.close("yes"), { class: "strong" })),
  );
  document.body.append(dialog);
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    dialog.showModal();
  });
}
