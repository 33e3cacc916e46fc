/**
 * Asks the desk how far the reading is, often while it moves and seldom when it rests.
 *
 * `onPanel` gets every new answer; `onTrouble("asking" or "acting", words)` what went wrong, in words
 * for people, and empty words once it goes well again.
 */

const QUICK = 1000;
const SLOWEST = 5000;
const RESTING = 20000;
const BACK_OFF = 1.4;
const OFFLINE = 'The newsroom cannot be reached. It will be tried again.';
const LOGGED_OUT = 'You are logged out. Log in again in another tab; what you write here stays.';

export class ReadingClient {
  constructor({ urlTemplate, articleId, onPanel, onTrouble }) {
    Object.assign(this, { urlTemplate, articleId, onPanel, onTrouble });
    this.isOpen = false;
    this.etag = '';
    this.moving = true;
    this.pause = QUICK;
    document.addEventListener('visibilitychange', () => this.askNow());
  }

  get url() {
    return this.urlTemplate.replace('/0/', `/${this.articleId}/`);
  }

  /** The panel was opened or closed. */
  setOpen(isOpen) {
    this.isOpen = isOpen;
    if (isOpen) this.askNow();
  }

  /** The article was saved: its reading begins to move. */
  saved(articleId) {
    this.articleId = articleId;
    this.moving = true;
    this.askNow();
  }

  /** Ask at once and begin to ask quickly again. */
  askNow() {
    this.pause = QUICK;
    this.schedule(0);
  }

  schedule(delay) {
    clearTimeout(this.timer);
    this.timer = null;
    if (document.hidden || !this.articleId) return;
    this.timer = setTimeout(() => this.ask(), delay);
  }

  nextPause() {
    if (!this.moving) return this.isOpen ? RESTING : null;
    this.pause = Math.min(this.pause * BACK_OFF, SLOWEST);
    return this.isOpen ? this.pause : SLOWEST;
  }

  async ask() {
    const answer = await this.request(this.url, { headers: this.etag ? { 'If-None-Match': this.etag } : {} });
    if (answer) this.take(answer);
    const pause = this.nextPause();
    if (pause) this.schedule(pause);
  }

  /** POST to an address beside the reading's, such as `attributions/<place>/confirm/`; true when it was done. */
  async post(path, fields = {}) {
    const body = new URLSearchParams(fields);
    const headers = { 'X-CSRFToken': document.querySelector('[name=csrfmiddlewaretoken]').value };
    const url = this.url.replace('reading/', path);
    const answer = await this.request(url, { method: 'POST', body, headers });
    if (!answer) return false;
    this.take(answer);
    this.askNow();
    return true;
  }

  take({ panel, etag }) {
    this.etag = etag;
    if (!panel) return;
    const before = this.state;
    this.state = `${panel.state}/${panel.revision}/${panel.saving}`;
    this.moving = panel.saving || ['waiting', 'reading'].includes(panel.state);
    if (before !== this.state) this.pause = QUICK;
    this.onPanel(panel);
  }

  async request(url, { headers, ...options }) {
    const doing = options.method === 'POST' ? 'acting' : 'asking';
    let response;
    try {
      response = await fetch(url, {
        ...options,
        headers: { Accept: 'application/json', 'X-Requested-With': 'XMLHttpRequest', ...headers },
      });
    } catch {
      this.onTrouble(doing, OFFLINE);
      return null;
    }
    const etag = response.headers.get('ETag') ?? '';
    if (response.status === 304) {
      this.onTrouble(doing, '');
      return { etag };
    }
    const isJson = response.headers.get('Content-Type')?.startsWith('application/json');
    if (response.ok && isJson) {
      this.onTrouble(doing, '');
      return { panel: await response.json(), etag };
    }
    if (isJson) this.onTrouble(doing, (await response.json()).error);
    else this.onTrouble(doing, response.redirected || response.status === 403 ? LOGGED_OUT : OFFLINE);
    return null;
  }
}
