/**
 * The "May it go out?" side panel: the gate's answer, asked anew after every save and while it is open.
 *
 * The number of things that stand in the way shows on the panel's button, open or not.
 */

const OPEN = 5000;
const CLOSED = 20000;
const OFFLINE = 'The newsroom cannot be reached. It will be tried again.';

class GatePanel {
  constructor(root) {
    this.root = root;
    this.side = root.closest('[data-side-panel]');
    this.articleId = root.dataset.article;
    this.etag = '';
  }

  find(name) {
    return this.root.querySelector(`[data-gate-${name}]`);
  }

  start() {
    this.side.addEventListener('show', () => this.askNow());
    document.addEventListener('visibilitychange', () => this.askNow());
    document.addEventListener('w-autosave:success', ({ detail }) => {
      this.articleId = detail?.data?.pk ?? this.articleId;
      this.askNow();
    });
    this.askNow();
  }

  askNow() {
    this.schedule(0);
  }

  schedule(delay) {
    clearTimeout(this.timer);
    if (document.hidden || !this.articleId) return;
    this.timer = setTimeout(() => this.ask(), delay);
  }

  async ask() {
    const url = this.root.dataset.url.replace('/0/', `/${this.articleId}/`);
    const headers = { 'X-Requested-With': 'XMLHttpRequest', ...(this.etag && { 'If-None-Match': this.etag }) };
    try {
      const response = await fetch(url, { headers, redirect: 'error' });
      if (response.status === 200) await this.take(response);
      this.complain(response.ok || response.status === 304 ? '' : OFFLINE);
    } catch {
      this.complain(OFFLINE);
    }
    this.schedule(this.side.hidden ? CLOSED : OPEN);
  }

  async take(response) {
    this.etag = response.headers.get('ETag') ?? '';
    const blocking = Number(response.headers.get('X-Blocking'));
    this.find('answer').innerHTML = await response.text(); // our own server's escaped HTML
    this.count(blocking);
    const words = blocking ? `Things in the way of publication: ${blocking}` : 'The story may go out';
    if (words !== this.announced) this.find('announcement').textContent = words;
    this.announced = words;
  }

  count(blocking) {
    const toggle = document.querySelector('[data-side-panel-toggle="gate"]');
    const counter = toggle?.querySelector('[data-side-panel-toggle-counter]');
    if (!counter) return;
    counter.textContent = String(blocking);
    counter.hidden = blocking === 0;
  }

  complain(words) {
    const trouble = this.find('trouble');
    trouble.hidden = !words;
    trouble.textContent = words;
  }
}

for (const root of document.querySelectorAll('[data-gate]')) new GatePanel(root).start();
