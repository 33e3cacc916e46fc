/**
 * Saves again and again until the newsroom has the text, and says in words why it does not have it yet.
 *
 * Wagtail's autosave gives up after five tries and after any error of the server, and an explicit save
 * while nobody answers would take the page away. Here nothing is given up, and such a save waits.
 */

import { announceEdits } from './autosave_guard.js';

const DELAYS = [2, 5, 10, 20, 30, 60]; // seconds
const REACH = 'reach';
const WRITTEN = 300; // milliseconds after a key until a rich text field has its words: Draftail waits 250
const TYPED = ['keydown', 'beforeinput', 'paste', 'cut', 'drop'];
const AT_ONCE = ['loggedout', 'stranger', 'unreachable', 'trouble'];

function words(state, when, name) {
  const kept = when ? `What you write is kept in this browser (last at ${when}), for you alone.` : 'What you write is kept in this browser, for you alone.';
  return {
    unreachable: { title: 'The newsroom cannot be reached.', words: `${kept} It is saved as soon as the newsroom answers again.` },
    trouble: { title: 'The newsroom could not save: it answers with an error.', words: `${kept} Saving is tried again by itself.` },
    loggedout: { title: 'You are logged out.', words: `${kept} Log in in another window: saving then goes on here by itself.` },
    stranger: { title: 'Somebody else is logged in in this browser now.', words: `Nothing more is saved from this page. Your text is kept here until you, ${name}, log in again.` },
    forbidden: { title: 'You may not edit this story any more.', words: `${kept} Ask the story’s desk.` },
    gone: { title: 'This story is not there any more.', words: `Somebody deleted or moved it. ${kept}` },
    invalid: { title: 'Not saved yet: something in the form is not in order.', words: `${kept} Press Save draft to see what.` },
  }[state];
}

export class Saving {
  constructor({ form, root, presence, kept, notes, time }) {
    Object.assign(this, { form, root, presence, kept, notes, time });
    this.attempts = 0;
    this.timer = 0;
    this.typedAt = -WRITTEN;
    this.isUnderWay = false;
    this.isRefused = false;
    this.state = 'fine';
  }

  get controller() {
    return window.wagtail?.app?.getControllerForElementAndIdentifier(this.form, 'w-autosave') ?? null;
  }

  start() {
    // By these the newsroom knows a text of this page from others, and the later from the earlier.
    this.addField('window', this.root.dataset.window);
    this.addField('moment', '');
    document.addEventListener('w-autosave:save', (event) => this.onSave(event));
    document.addEventListener('w-autosave:success', () => this.onSuccess());
    document.addEventListener('w-autosave:error', (event) => this.onError(event.detail));
    document.addEventListener('w-autosave:hydrate', ({ detail }) => {
      this.hydrateUrl = detail.url;
    });
    document.addEventListener('desk:reach', ({ detail }) => this.reached(detail.state));
    window.addEventListener('online', () => this.retry());
    window.addEventListener('offline', () => this.say('unreachable'));
    document.addEventListener('visibilitychange', () => !document.hidden && this.state !== 'fine' && this.retry());
    window.addEventListener('focus', () => this.state !== 'fine' && this.retry());
    window.addEventListener('submit', (event) => this.onSubmit(event), true);
    TYPED.forEach((name) => this.form.addEventListener(name, ({ target, timeStamp }) => {
      if (target.closest?.('[contenteditable]')) this.typedAt = timeStamp;
    }, true));
  }

  addField(name, value) {
    this.form.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }));
  }

  onSave(event) {
    event.detail.formData.set('moment', this.kept.moment());
    const { controller } = this;
    if (controller) controller.constructor.maxRetries = 0; // trying again is ours
    if (this.state === 'stranger') event.preventDefault();
    else this.isUnderWay = true;
  }

  onSuccess() {
    this.isUnderWay = false;
    this.attempts = 0;
    clearTimeout(this.timer);
    this.say('fine');
  }

  async onError({ type, error, response }) {
    this.isUnderWay = false;
    await this.kept.keep();
    if (error?.name === 'HydrationError') return this.retryIn();
    if (type === 'invalid_revision' || type === 'locked') return this.refused(type, response);
    if (type === 'validation_error') return this.say('invalid');
    if (type === 'network_error') this.say('unreachable');
    else await this.ask(); // an answer that is no answer of ours: logged out, or trouble
    return this.retryIn();
  }

  /** Look what is so; the newsroom answers, though it did not save: then that is the trouble. */
  async ask() {
    const state = await this.presence.ask({ renew: true });
    this.say(state === 'fine' ? 'trouble' : state);
    return state;
  }

  /** What the asking for presence found out on its way. */
  reached(state) {
    if (state === 'fine') {
      if (['unreachable', 'loggedout', 'stranger'].includes(this.state)) this.retry();
    } else if (AT_ONCE.includes(state) && !(state === 'trouble' && !this.kept.hasText)) {
      const isNew = this.state === 'fine';
      this.say(state);
      if (isNew) this.retryIn();
    }
  }

  retryIn() {
    clearTimeout(this.timer);
    const delay = DELAYS[Math.min(this.attempts, DELAYS.length - 1)];
    this.attempts += 1;
    this.timer = setTimeout(() => this.retry(), delay * 1_000);
  }

  async retry() {
    clearTimeout(this.timer);
    if (this.isRetrying) return;
    this.isRetrying = true;
    const before = this.state;
    try {
      if ((await this.presence.ask({ renew: true })) !== 'fine') {
        this.retryIn();
        return;
      }
      if (before !== 'invalid' && before !== 'trouble') this.say('fine');
      if (this.hydrateUrl && this.controller && !this.controller.activeValue && !this.isRefused) await this.hydrate();
      if (this.kept.hasText) announceEdits(this.form);
    } finally {
      this.isRetrying = false;
    }
  }

  /** A new story was saved, but what turns its page into that of a saved story was lost on the way. */
  async hydrate() {
    try {
      await this.controller.hydrate(new CustomEvent('hydrate', { detail: { url: this.hydrateUrl } }));
      this.controller.activeValue = true;
    } catch {
      this.retryIn();
    }
  }

  say(state) {
    this.state = state;
    document.dispatchEvent(new CustomEvent('desk:saving', { detail: { state } }));
    if (state === 'fine') {
      this.notes.clear(REACH);
      return null;
    }
    if (this.isRefused && state === 'invalid') return null;
    const at = this.kept.record ? this.time(this.kept.record.at) : '';
    const note = { tone: state === 'stranger' || state === 'gone' ? 'bad' : 'warn', ...words(state, at, this.root.dataset.name) };
    const again = { label: 'Try now', act: () => this.retry() };
    const login = { label: 'Log in in another window', href: this.root.dataset.loginUrl, blank: true, isMain: true };
    return this.notes.show(REACH, { ...note, acts: this.actsFor(state, again, login) });
  }

  actsFor(state, again, login) {
    if (state === 'loggedout' || state === 'stranger') return [login];
    return state === 'unreachable' || state === 'trouble' ? [again] : [];
  }

  /** Somebody else was faster, or has locked the story: the newsroom keeps the text apart, and this page saves no more. */
  refused(type, response) {
    this.isRefused = true;
    this.notes.clear(REACH);
    this.state = 'refused';
    document.dispatchEvent(new CustomEvent('desk:refused', { detail: { type, response } }));
  }

  onSubmit(event) {
    if (event.target !== this.form || this.isLetThrough) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.submit(event.submitter);
  }

  /** An explicit save goes out once an autosave under way is answered and somebody is there to take it. */
  async submit(submitter) {
    if (this.isSubmitting) return;
    this.isSubmitting = true;
    try {
      await this.written();
      await this.kept.keep();
      await this.answered();
      const state = await this.presence.ask({ renew: true });
      if (AT_ONCE.includes(state)) {
        this.say(state)?.focus();
        submitter?.setAttribute('data-w-progress-loading-value', 'false');
        if (submitter) submitter.disabled = false;
        this.retryIn();
      } else this.letThrough(submitter);
    } finally {
      this.isSubmitting = false;
    }
  }

  letThrough(submitter) {
    const isDisabled = submitter?.disabled;
    if (submitter) submitter.disabled = false; // a button that shows its progress would not be sent
    this.form.elements.moment.value = this.kept.moment();
    this.isLetThrough = true;
    this.form.requestSubmit(submitter ?? undefined);
    this.isLetThrough = false;
    if (isDisabled) requestAnimationFrame(() => Object.assign(submitter, { disabled: true }));
  }

  /** The words typed just before are in the form. */
  written() {
    return new Promise((resolve) => {
      setTimeout(resolve, Math.max(this.typedAt + WRITTEN - performance.now(), 0));
    });
  }

  answered() {
    if (!this.isUnderWay) return Promise.resolve();
    return new Promise((resolve) => {
      for (const name of ['w-autosave:success', 'w-autosave:error']) document.addEventListener(name, () => resolve(), { once: true });
    });
  }
}
