// Times as people read them, in their own place's way.

import { h } from "./dom.js";

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const DATE = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });
const WHOLE = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "medium" });

function sameDay(one, other) {
  return one.toDateString() === other.toDateString();
}

function short(moment, now) {
  if (sameDay(moment, now)) return CLOCK.format(moment);
  return (moment.getFullYear() === now.getFullYear() ? DAY : DATE).format(moment);
}

export function clock(seconds) {
  const moment = new Date(seconds * 1000);
  return sameDay(moment, new Date()) ? CLOCK.format(moment) : `${short(moment, new Date())}, ${CLOCK.format(moment)}`;
}

// Unix time as a <time>: the hour of today, the date of other days; with `exact` both.
export function time(seconds, exact = false) {
  const moment = new Date(seconds * 1000);
  const shown = exact ? clock(seconds) : short(moment, new Date());
  return h("time", { datetime: moment.toISOString(), title: WHOLE.format(moment) }, shown);
}
