// Elements. What is shown goes in as text nodes and attributes only, so that nothing anybody sent is ever markup.

export function h(name, attributes, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat().filter((each) => each !== null && each !== undefined && each !== false));
  return node;
}

export function button(label, act, attributes = {}) {
  return h("button", { type: "button", onclick: act, ...attributes }, label);
}

let made = 0;

// An id for a label or a description to name.
export function fresh(word) {
  made += 1;
  return `${word}-${made}`;
}

const rows = new WeakMap();

// Shows `items` as children of `parent`, in order. An item that has not changed keeps its element, so that what has the
// focus, is selected or unfolded stays so; the focus goes on to the element that takes its place.
export function keyed(parent, items, keyOf, build) {
  const before = rows.get(parent) ?? new Map();
  const after = new Map();
  const focused = parent.contains(document.activeElement) ? document.activeElement : null;
  const heir = focused && inheritor(before, focused);
  for (const item of items) {
    const key = keyOf(item);
    const face = JSON.stringify(item);
    const known = before.get(key);
    after.set(key, known?.face === face ? known : { face, node: unfolded(build(item), known?.node) });
  }
  for (const [key, { node }] of before) if (after.get(key)?.node !== node) node.remove();
  let next = parent.firstChild;
  for (const { node } of after.values()) {
    if (node === next) next = next.nextSibling;
    else parent.insertBefore(node, next);
  }
  rows.set(parent, after);
  if (heir) refocus(parent, after, focused, heir);
}

function inheritor(before, focused) {
  for (const [key, { node }] of before) {
    if (node.contains(focused)) return { key, act: focused.dataset.act };
  }
  return null;
}

function refocus(parent, after, focused, { key, act }) {
  if (document.activeElement === focused) return;
  const node = after.get(key)?.node;
  const next = focused.isConnected ? focused : node && ((act && node.querySelector(`[data-act="${act}"]`)) ?? first(node));
  (next ?? parent).focus({ preventScroll: true });
}

function first(node) {
  const found = "a[href], button, summary";
  return node.matches(found) ? node : node.querySelector(found);
}

function unfolded(node, old) {
  if (old?.querySelector("details[open]")) node.querySelector("details")?.setAttribute("open", "");
  return node;
}
