// Faxes: a file is looked at as the far end will see it, and sent; what goes and what came, page by page.

import { Refused, act, blob, get, upload } from "./api.js";
import { button, fresh, h } from "./dom.js";
import { Listing } from "./listing.js";
import { messageItem, who } from "./message.js";
import { complain, say } from "./notices.js";
import { Recipient } from "./recipient.js";
import { key } from "./compose.js";
import { pageWords } from "./words.js";

const KINDS = ".pdf,.tif,.tiff,.png,.jpg,.jpeg,.txt,application/pdf,image/tiff,image/png,image/jpeg,text/plain";
const REMEMBERED = 60; // pictures

const pictures = new Map();

async function picture(path) {
  if (!pictures.has(path)) {
    const found = blob(path).then((file) => createImageBitmap(file));
    found.catch(() => pictures.delete(path));
    pictures.set(path, found);
    if (pictures.size > REMEMBERED) pictures.delete(pictures.keys().next().value);
  }
  return pictures.get(path);
}

// Pages are fetched when they come into view: the box draws each when it is asked for.
const seen = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    if (!isIntersecting) continue;
    seen.unobserve(target);
    draw(target);
  }
});

async function draw(canvas) {
  try {
    const drawn = await picture(canvas.dataset.path);
    Object.assign(canvas, { width: drawn.width, height: drawn.height });
    canvas.getContext("2d").drawImage(drawn, 0, 0);
    canvas.dataset.drawn = "yes";
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    canvas.setAttribute("aria-label", `${canvas.getAttribute("aria-label")} can't be shown: ${error.message}`);
  }
}

function sheet(id, number, pages, size) {
  const canvas = h("canvas", { role: "img", "aria-label": `Page ${number} of ${pages}`, "data-path": `documents/${id}/${size}/${number}`, width: "160", height: "226" });
  seen.observe(canvas);
  return canvas;
}

async function save(id, form, name) {
  try {
    const file = await blob(`documents/${id}/${form}`);
    const href = URL.createObjectURL(file);
    h("a", { href, download: `${name}.${form === "pdf" ? "pdf" : "tif"}` }).click();
    setTimeout(() => URL.revokeObjectURL(href), 1000);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    complain(error.message);
  }
}

function faxItem(row, changed) {
  const name = h("h2", null, who({ name: row.name, number: row.number || row.ident }), row.name && h("span", { class: "number" }, row.number));
  const item = messageItem(row, changed, name);
  if (!row.document_id) return item;
  const title = `Fax ${row.direction === "inbound" ? "from" : "to"} ${row.number || row.ident || "unknown"}`;
  item.classList.add("paper");
  item.prepend(sheet(row.document_id, 1, row.pages, "thumbnails"));
  item.append(h("div", { class: "acts" }, ["pdf", "tiff"].map((form) => button(form.toUpperCase(), () => save(row.document_id, form, title), {
    "data-act": form, "aria-label": `Download as ${form.toUpperCase()}: ${title}`,
  }))));
  return item;
}

class Sender {
  constructor(sent) {
    this.sent = sent;
    this.document = null;
    this.key = key();
    const ids = { file: fresh("file"), hint: fresh("hint"), error: fresh("error") };
    this.file = h("input", { id: ids.file, type: "file", accept: KINDS, "aria-describedby": `${ids.hint} ${ids.error}`, onchange: () => this.take(this.file.files[0]) });
    this.recipient = new Recipient(ids.error, () => this.changed());
    this.to = this.recipient.input;
    this.pages = h("div", { class: "sheets", role: "group", "aria-label": "As the far end will see it", tabindex: "0", hidden: true });
    this.count = h("p", { class: "count" });
    this.error = h("p", { id: ids.error, class: "error", role: "alert" });
    this.go = h("button", { class: "strong" }, "Send");
    this.node = h("form", { class: "compose drop", novalidate: true, onsubmit: (event) => this.submit(event),
      ondragover: (event) => this.over(event, true), ondragleave: (event) => this.over(event, false), ondrop: (event) => this.dropped(event) },
      h("label", { for: ids.file }, "Document"), this.file,
      h("p", { class: "hint", id: ids.hint }, "A PDF, TIFF, picture or text. It can be dropped here, too."),
      this.pages,
      this.recipient.nodes,
      this.error,
      h("div", { class: "bar" }, this.count, this.go));
  }

  over(event, yes) {
    event.preventDefault();
    this.node.classList.toggle("over", yes);
  }

  dropped(event) {
    this.over(event, false);
    const [file] = event.dataTransfer.files;
    if (file) this.take(file);
  }

  // Another number or document is another fax.
  changed() {
    this.key = key();
    this.refuse("");
  }

  async take(file) {
    this.changed();
    this.show(null);
    if (!file) return;
    this.taken = file;
    this.count.textContent = `Reading ${file.name} …`;
    try {
      const found = await upload("documents", file);
      if (this.taken !== file) return;
      this.show(found);
      say(`${found.name}: ${pageWords(found.pages)}.`);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (this.taken !== file) return;
      this.count.textContent = "";
      this.file.value = "";
      this.refuse(error.message, this.file);
    }
  }

  show(found) {
    this.document = found;
    this.count.textContent = found ? `${found.name}: ${pageWords(found.pages)}` : "";
    this.pages.hidden = !found;
    this.pages.replaceChildren(...Array.from({ length: found?.pages ?? 0 }, (_, at) => sheet(found.id, at + 1, found.pages, "pages")));
  }

  refuse(why, field = null) {
    this.error.textContent = why;
    for (const each of [this.file, this.to]) each.setAttribute("aria-invalid", String(each === field));
    field?.focus();
  }

  async submit(event) {
    event.preventDefault();
    if (!this.document) return this.refuse("Choose a document first.", this.file);
    if (!this.to.value.trim()) return this.refuse("Say to whom: a fax number is missing.", this.to);
    if (this.sending) return;
    this.busy(true);
    try {
      const number = await this.recipient.number();
      const fax = await act("faxes", { number, document_id: this.document.id }, { key: this.key });
      this.file.value = this.to.value = "";
      this.changed();
      this.show(null);
      say(`Fax to ${fax.number} taken.`);
      await this.sent();
    } catch (error) {
      const field = /phone number/.test(error.message) ? this.to : null;
      this.refuse(error.status === 0 ? `${error.message} Send again: it won't go twice.` : error.message, field);
    } finally {
      this.busy(false);
    }
  }

  busy(yes) {
    this.sending = yes;
    this.go.setAttribute("aria-disabled", String(yes));
    this.go.textContent = yes ? "Sending …" : "Send";
  }
}

export class Faxes {
  constructor() {
    this.heading = h("h1", { tabindex: "-1" }, "Fax");
    this.title = "Fax";
    this.sender = new Sender(() => this.refresh());
    this.list = new Listing({
      fetch: (page) => get("faxes", page),
      build: (row) => faxItem(row, () => this.refresh()),
      empty: () => h("p", null, "No fax has come or gone yet."),
      more: "Show more",
      label: "Faxes",
    });
    this.node = h("section", { class: "sheet wide" }, this.heading, this.sender.node, h("h2", null, "Came and gone"), this.list.node);
  }

  show() {
    return this.list.reset();
  }

  refresh() {
    return this.list.refresh();
  }

  concerns(event) {
    return event.transmission_id !== null;
  }
}
