/**
 * Keeps the counts beside the quick filters true while others work; asks only while somebody looks.
 *
 * Dispatches `desk:counts` on the document when a count changed.
 */

const PAUSE = 15_000;
let etag = '';
let asked = '';
let timer;

function bar() {
  return document.querySelector('[data-counts-url]');
}

function show(counts) {
  let hasChanged = false;
  for (const place of document.querySelectorAll('[data-count]')) {
    const count = counts[place.dataset.count];
    if (count === undefined || place.textContent === count) continue;
    place.textContent = count;
    hasChanged = true;
  }
  if (hasChanged) document.dispatchEvent(new CustomEvent('desk:counts'));
}

async function ask() {
  clearTimeout(timer);
  const url = bar()?.dataset.countsUrl;
  if (!url || document.hidden) return;
  const isSame = url === asked;
  try {
    const response = await fetch(url, { headers: { Accept: 'application/json', ...(isSame && etag ? { 'If-None-Match': etag } : {}) } });
    if (response.ok && response.headers.get('Content-Type')?.startsWith('application/json')) {
      etag = response.headers.get('ETag') ?? '';
      asked = url;
      show((await response.json()).counts);
    }
  } catch {
    // Out of reach: the next time will tell.
  }
  timer = setTimeout(ask, PAUSE);
}

document.addEventListener('visibilitychange', ask);
document.addEventListener('desk:acted', ask);
timer = setTimeout(ask, PAUSE);
