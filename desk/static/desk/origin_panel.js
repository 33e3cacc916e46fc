/**
 * The "When did this appear?" side panel: follows the cursor through the editor and tells of the sentence
 * that it is in when it appeared, who wrote it and what it said before. Asks only while it is open.
 */

import { headlineField } from './editor_text.js';
import { codePoints, offsetIn, paragraphAt, placeOf } from './passages.js';

const REST = 400; // how long the cursor rests before anything is asked
const AGAIN = 2000;
const OFFLINE = 'The newsroom cannot be reached. Move the cursor to try again.';

/** The paragraph that the cursor is in, as the desk asks for it; null outside of the story's words. */
function place() {
  const headline = headlineField();
  if (headline && document.activeElement === headline) {
    const at = codePoints(headline.value, headline.selectionStart ?? 0);
    return { block: 'headline', key: '', text: headline.value, at };
  }
  const { anchorNode, anchorOffset } = document.getSelection();
  const paragraph = paragraphAt(anchorNode);
  return paragraph && { ...placeOf(paragraph), at: offsetIn(paragraph, anchorNode, anchorOffset) };
}

class OriginPanel {
  constructor(root) {
    this.root = root;
    this.side = root.closest('[data-side-panel]');
    this.answer = root.querySelector('[data-origin-answer]');
    this.articleId = root.dataset.article;
    this.last = '';
  }

  start() {
    document.addEventListener('selectionchange', () => this.rest());
    document.addEventListener('w-autosave:success', ({ detail }) => {
      this.articleId = detail?.data?.pk ?? this.articleId;
      this.last = '';
    });
    this.side.addEventListener('show', () => this.rest());
  }

  rest() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), REST);
  }

  async ask() {
    const asked = this.side.hidden || !this.articleId ? null : (place() ?? this.kept);
    const name = JSON.stringify(asked);
    if (!asked || name === this.last) return;
    this.last = name;
    this.kept = asked;
    const html = await this.request(asked);
    if (this.last !== name) return;
    this.answer.innerHTML = html;
    if (!this.answer.querySelector('[data-again], [role=alert]')) return;
    this.last = '';
    if (this.answer.querySelector('[data-again]')) this.timer = setTimeout(() => this.ask(), AGAIN);
  }

  async request(asked) {
    const url = this.root.dataset.url.replace('/0/', `/${this.articleId}/`);
    const headers = { 'X-CSRFToken': document.querySelector('[name=csrfmiddlewaretoken]').value };
    const body = new URLSearchParams(asked);
    try {
      const response = await fetch(url, { method: 'POST', body, headers, redirect: 'error' });
      if (response.ok) return await response.text(); // our own server's escaped HTML
    } catch {
      // What follows says it.
    }
    return `<p class="desk-note" role="alert">${OFFLINE}</p>`;
  }
}

for (const root of document.querySelectorAll('[data-origin-panel]')) new OriginPanel(root).start();
