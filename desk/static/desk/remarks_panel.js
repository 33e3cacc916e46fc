/**
 * The panel of comments that have lost their words, and of resolved ones: asked anew after every save.
 *
 * A comment that gets a place again is handed to Wagtail's part of the editor, which shows it there at once.
 */

import { selectedPassage } from './passages.js';

const OPEN = 10_000;
const CLOSED = 30_000;
const OFFLINE = 'The newsroom cannot be reached. Nothing was changed; try again.';
const LOGGED_OUT = 'You are logged out. Log in again in another tab, then try again.';

class RemarksPanel {
  constructor(root) {
    this.root = root;
    this.side = root.closest('[data-side-panel]');
    this.articleId = root.dataset.article;
    this.etag = '';
    this.passage = null;
  }

  find(name) {
    return this.root.querySelector(`[data-remarks-${name}]`);
  }

  start() {
    this.side.addEventListener('show', () => this.schedule(0));
    document.addEventListener('visibilitychange', () => this.schedule(0));
    document.addEventListener('selectionchange', () => {
      this.passage = selectedPassage() ?? this.passage;
    });
    document.addEventListener('w-autosave:success', ({ detail }) => {
      this.articleId = detail?.data?.pk ?? this.articleId;
      this.schedule(0);
    });
    this.root.addEventListener('submit', (event) => {
      event.preventDefault();
      const fields = new URLSearchParams(new FormData(event.target, event.submitter));
      if (event.submitter.matches('[data-put]')) {
        for (const [name, value] of Object.entries(this.passage ?? {})) fields.set(name, value);
      }
      this.send({ method: 'POST', body: fields });
    });
    this.schedule(0);
  }

  schedule(delay) {
    clearTimeout(this.timer);
    if (document.hidden || !this.articleId) return;
    this.timer = setTimeout(() => this.ask(), delay);
  }

  async ask() {
    const isBusy = this.root.querySelector('details[open]') || this.root.contains(document.activeElement);
    if (!isBusy) await this.send({ headers: this.etag ? { 'If-None-Match': this.etag } : {} });
    this.schedule(this.side.hidden ? CLOSED : OPEN);
  }

  async send(options) {
    const url = this.root.dataset.url.replace('/0/', `/${this.articleId}/`);
    const headers = { ...options.headers, 'X-Requested-With': 'XMLHttpRequest' };
    try {
      const response = await fetch(url, { ...options, headers, redirect: 'manual' });
      if (response.status === 200 || response.status === 422) {
        this.etag = options.method ? '' : (response.headers.get('ETag') ?? '');
        this.count(Number(response.headers.get('X-Lost')));
        this.find('answer').innerHTML = await response.text(); // our own server's escaped HTML
        this.show();
        this.complain('');
      } else if (response.status === 304) this.complain('');
      else this.complain(response.type === 'opaqueredirect' || response.status === 403 ? LOGGED_OUT : OFFLINE);
    } catch {
      this.complain(OFFLINE);
    }
  }

  /** Let the editor show what has a place again. */
  show() {
    const told = this.find('appeared')?.dataset.remarksAppeared;
    if (told) window.comments?.commentApp.loadData(JSON.parse(told));
  }

  count(lost) {
    const toggle = document.querySelector('[data-side-panel-toggle="remarks"]');
    const counter = toggle?.querySelector('[data-side-panel-toggle-counter]');
    if (!counter) return;
    counter.textContent = String(lost);
    counter.hidden = lost === 0;
  }

  complain(words) {
    const trouble = this.find('trouble');
    trouble.hidden = !words;
    trouble.textContent = words;
  }
}

for (const root of document.querySelectorAll('[data-remarks]')) new RemarksPanel(root).start();
