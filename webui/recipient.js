// To whom: a number, or a name that is looked for among the contacts while it is typed.

import { Refused, get } from "./api.js";
import { fresh, h } from "./dom.js";

const REST = 200; // milliseconds without a key before it is looked for
const OFFERED = 20;

// `described` is the id of where errors are said; `changed()` is called when another is meant.
export class Recipient {
  constructor(described, changed) {
    const ids = { number: fresh("number"), hint: fresh("hint"), contacts: fresh("contacts") };
    this.contacts = h("datalist", { id: ids.contacts });
    this.input = h("input", {
      id: ids.number, type: "text", autocomplete: "off", autocapitalize: "words", spellcheck: "false", maxlength: "64", required: true,
      list: ids.contacts, "aria-describedby": `${ids.hint} ${described}`, oninput: () => { changed(); this.typed(); },
    });
    this.nodes = [
      h("label", { for: ids.number }, "To"), this.input, this.contacts,
      h("p", { class: "hint", id: ids.hint }, "A phone number, best in full: +49 171 1234567. Or a name, to choose among the contacts."),
    ];
  }

  // What was typed, or the number of the one contact that is called so.
  async number() {
    const typed = this.input.value.trim();
    if (/^[+\d]/.test(typed)) return typed;
    const called = (await contacts(typed)).filter((each) => nameOf(each).toLowerCase() === typed.toLowerCase());
    return called.length === 1 ? called[0].number : typed;
  }

  typed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), REST);
  }

  async look() {
    const search = sought(this.input.value);
    const found = search ? await contacts(search) : [];
    if (search === sought(this.input.value)) this.contacts.replaceChildren(...found.map(offer));
  }
}

// Numbers are kept as they are dialled.
function sought(typed) {
  const words = typed.trim();
  return /^[+\d][\d\s()./-]*$/.test(words) ? words.replace(/[\s()./-]/g, "") : words;
}

// None where this user may see none: a number can be typed all the same.
async function contacts(search) {
  try {
    return await get("contacts", { search, limit: OFFERED });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return [];
  }
}

function nameOf({ first_name: first, last_name: last }) {
  return [first, last].filter(Boolean).join(" ");
}

function offer(contact) {
  return h("option", { value: contact.number, label: nameOf(contact) || null });
}
