// What happens in the box, asked for again and again, each time after the last that is known.

import { Refused, get } from "./api.js";

const SOON = 2000; // milliseconds between questions
const QUICK = 400; // after somebody has done something here, for
const QUICKLY = 10; // questions: what comes of it is told as it comes
const HIDDEN = 30000; // while nobody looks
const LONGEST = 30000; // between tries while the box does not answer
const MOST = 500; // events an answer

export class Events {
  // `happened(events)` is told what is new, `reachable(yes)` each time whether the box answers.
  constructor(happened, reachable) {
    this.happened = happened;
    this.reachable = reachable;
    this.last = 0;
    this.failures = 0;
    this.quick = 0;
    this.timer = 0;
    this.stopped = true;
    this.seen = () => this.hurry();
  }

  // Begins after the event `last`; with null after the newest one, once the box tells which that is.
  start(last) {
    this.last = last;
    this.stopped = false;
    document.addEventListener("visibilitychange", this.seen);
    window.addEventListener("online", this.seen);
    this.later(SOON);
  }

  stop() {
    this.stopped = true;
    clearTimeout(this.timer);
    document.removeEventListener("visibilitychange", this.seen);
    window.removeEventListener("online", this.seen);
  }

  // Somebody has done something.
  acted() {
    this.quick = QUICKLY;
    this.hurry();
  }

  // Ask now: somebody has come back.
  hurry() {
    if (!this.stopped && !this.asking && !document.hidden) this.later(0);
  }

  later(pause) {
    clearTimeout(this.timer);
    if (!this.stopped) this.timer = setTimeout(() => this.ask(), pause);
  }

  async ask() {
    this.asking = true;
    try {
      this.last ??= (await get("now")).newest_event;
      this.heard(await get("events", { after: this.last, limit: MOST }));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (this.stopped) return;
      this.failures += 1;
      this.reachable(false);
      this.later(Math.min(LONGEST, SOON * 2 ** (this.failures - 1)));
    } finally {
      this.asking = false;
    }
  }

  heard(events) {
    if (this.stopped) return;
    this.failures = 0;
    this.reachable(true);
    this.quick = Math.max(0, this.quick - 1);
    if (events.length) {
      this.last = events.length < MOST ? events.at(-1).id : null; // more than anybody reads: go on with the newest
      this.happened(events);
    }
    this.later(document.hidden ? HIDDEN : this.quick ? QUICK : SOON);
  }
}
