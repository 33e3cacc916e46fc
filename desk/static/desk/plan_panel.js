/**
 * The "Plan" side panel: how far the story is, whose it is, when and where it runs, and its embargo.
 *
 * It is asked anew while it is open; not while somebody types in one of its forms.
 */

const OPEN = 10_000;
const OFFLINE = 'The newsroom cannot be reached. Nothing was changed; try again.';
const LOGGED_OUT = 'You are logged out. Log in again in another tab, then try again.';

class PlanPanel {
  constructor(root) {
    this.root = root;
    this.side = root.closest('[data-side-panel]');
    this.articleId = root.dataset.article;
    this.etag = '';
  }

  find(name) {
    return this.root.querySelector(`[data-plan-${name}]`);
  }

  start() {
    this.side.addEventListener('show', () => this.schedule(0));
    document.addEventListener('visibilitychange', () => this.schedule(0));
    document.addEventListener('w-autosave:success', ({ detail }) => {
      this.articleId = detail?.data?.pk ?? this.articleId;
      this.schedule(0);
    });
    this.root.addEventListener('submit', (event) => {
      event.preventDefault();
      const fields = new URLSearchParams(new FormData(event.target, event.submitter));
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
    if (!this.side.hidden) this.schedule(OPEN);
  }

  async send(options) {
    const url = this.root.dataset.url.replace('/0/', `/${this.articleId}/`);
    const headers = { ...options.headers, 'X-Requested-With': 'XMLHttpRequest' };
    try {
      const response = await fetch(url, { ...options, headers, redirect: 'manual' });
      if (response.status === 200 || response.status === 422) {
        this.etag = options.method ? '' : (response.headers.get('ETag') ?? '');
        this.find('answer').innerHTML = await response.text(); // our own server's escaped HTML
        this.complain('');
      } else if (response.status === 304) this.complain('');
      else this.complain(response.type === 'opaqueredirect' || response.status === 403 ? LOGGED_OUT : OFFLINE);
    } catch {
      this.complain(OFFLINE);
    }
  }

  complain(words) {
    const trouble = this.find('trouble');
    trouble.hidden = !words;
    trouble.textContent = words;
  }
}

for (const root of document.querySelectorAll('[data-plan]')) new PlanPanel(root).start();
