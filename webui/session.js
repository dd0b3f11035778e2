// Who is logged in: kept as long as the tab lives, and in this tab only.

const KEY = "modembox";

let current = JSON.parse(sessionStorage.getItem(KEY) ?? "null");

export function session() {
  return current;
}

export function begin({ token, username }) {
  current = { token, username };
  sessionStorage.setItem(KEY, JSON.stringify(current));
}

export function end() {
  current = null;
  sessionStorage.removeItem(KEY);
}
