/**
 * Keeps in this browser what is typed in the form until the newsroom has it.
 */

import { fingerprint } from './autosave_guard.js';
import { live, prune, put, recordsOf, remove } from './kept_store.js';

const GESTURES = ['input', 'change', 'click', 'drop', 'paste', 'keyup'];
// Milliseconds. Rich text fills its field a quarter of a second after the last key.
const PAUSE = 320;
const LONGEST = 1_000;

export class KeptText {
  /** `saved()` tells the fingerprint of what was saved last; `onTrouble` hears that nothing can be kept here. */
  constructor({ form, root, windowId, saved, onTrouble }) {
    Object.assign(this, { form, saved, onTrouble });
    this.user = root.dataset.user;
    this.root = root;
    this.windowId = windowId;
    this.record = null;
    this.timer = 0;
    this.since = null;
    this.writing = Promise.resolve();
  }

  start() {
    live(this.windowId);
    for (const gesture of GESTURES) {
      document.addEventListener(gesture, ({ target }) => target.closest?.('[data-edit-form]') && this.keepSoon(), true);
    }
    document.addEventListener('w-unsaved:add', () => this.keepChanged());
    document.addEventListener('w-autosave:error', () => this.keepChanged());
    document.addEventListener('visibilitychange', () => document.hidden && this.keep());
    window.addEventListener('pagehide', () => this.keep());
    document.addEventListener('desk:throw-away', () => this.stop());
    document.addEventListener('w-autosave:success', () => this.keep());
    prune(this.user).catch(() => this.onTrouble());
  }

  get story() {
    return this.root.dataset.story;
  }

  /** Whether there is text in this page that was not saved. */
  get hasText() {
    return this.record !== null;
  }

  /** Seconds, growing with every text of this page, whatever the clock does. */
  moment() {
    this.latest = Math.max(Date.now() / 1000, (this.latest ?? 0) + 0.001);
    return String(this.latest);
  }

  keepSoon() {
    clearTimeout(this.timer);
    this.since ??= Date.now();
    const rest = Math.max(0, this.since + LONGEST - Date.now());
    this.timer = setTimeout(() => this.keep(), Math.min(PAUSE, rest));
  }

  /** Keep the form as it stands, or let go what was kept once it is saved. Resolves when that is done. */
  keep() {
    clearTimeout(this.timer);
    this.since = null;
    const saved = this.saved();
    if ((saved === null && !this.hasChanged) || this.isOver) return this.writing;
    const data = new FormData(this.form);
    const print = fingerprint(data);
    data.set('moment', this.moment());
    if (print === saved) return this.drop();
    if (print === this.record?.print) return this.writing;
    this.record = {
      user: this.user,
      story: this.story,
      window: this.windowId,
      at: new Date().toISOString(),
      headline: data.get('title') || '',
      action: new URL(this.form.action).pathname,
      entries: [...data].filter(([name, value]) => typeof value === 'string' && name !== 'csrfmiddlewaretoken'),
      print,
    };
    return this.write(put(this.record));
  }

  /** Wagtail knows of a change, be it one from before these scripts were there. */
  keepChanged() {
    this.hasChanged = true;
    return this.keep();
  }

  drop() {
    const record = this.record;
    this.record = null;
    return record ? this.write(remove(record)) : this.writing;
  }

  write(doing) {
    this.writing = doing.catch(() => this.onTrouble());
    return this.writing;
  }

  /** The newsroom has the text and the page is left: nothing is kept any more. */
  stop() {
    this.isOver = true;
    return this.drop();
  }

  /** The story has got an id: what was kept of it is kept under that from now on. */
  async renamed(story) {
    const before = this.record;
    this.root.dataset.story = story;
    if (before && before.story !== story) {
      this.record = null;
      await this.write(remove(before));
      await this.keep();
    }
  }

  /** What other pages of this user left behind of the same story, newest first. */
  async leftBehind(isLeftBehind) {
    const found = [];
    for (const record of await recordsOf(this.user)) {
      if (record.story === this.story && record.window !== this.windowId && (await isLeftBehind(record))) found.push(record);
    }
    return found;
  }
}
