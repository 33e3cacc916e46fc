/** Shows how much news is unread beside its entry in the menu, on every page; asks only while somebody looks. */

const PAUSE = 30_000;
let etag = '';
let timer;

const entry = () => document.querySelector('[data-unread-url]');

function show(number) {
  const link = entry();
  if (!link) return;
  let badge = link.querySelector('.desk-badge');
  if (!badge) {
    badge = document.createElement('span');
    badge.className = 'desk-badge';
    link.append(badge);
  }
  badge.hidden = number === '0';
  badge.replaceChildren(number, Object.assign(document.createElement('span'), { className: 'w-sr-only', textContent: ' unread' }));
  for (const place of document.querySelectorAll('[data-unread-number]')) place.textContent = number;
}

async function ask() {
  clearTimeout(timer);
  const url = entry()?.dataset.unreadUrl;
  if (!url || document.hidden) return;
  try {
    const response = await fetch(url, { headers: { Accept: 'application/json', ...(etag ? { 'If-None-Match': etag } : {}) } });
    if (response.ok && response.headers.get('Content-Type')?.startsWith('application/json')) {
      etag = response.headers.get('ETag') ?? '';
      show((await response.json()).unread);
    }
  } catch {
    // Out of reach: the next time will tell.
  }
  timer = setTimeout(ask, PAUSE);
}

// The menu is drawn by a script of Wagtail's, before or after this one runs.
function begin() {
  const link = entry();
  if (!link) return false;
  show(link.dataset.unread);
  timer = setTimeout(ask, PAUSE);
  document.addEventListener('visibilitychange', ask);
  return true;
}

if (!begin()) {
  const waiting = new MutationObserver(() => begin() && waiting.disconnect());
  waiting.observe(document.body, { childList: true, subtree: true });
}
