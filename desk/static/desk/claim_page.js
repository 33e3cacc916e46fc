// A claim's page by keyboard: a key, or the address's #name, opens the form that is meant and goes there.

import { keys } from './keys.js';

function formOf(name) {
  return document.querySelector(`.desk-page form > input[name="act"][value="${name}"]`)?.form;
}

/** Open the first of these forms that the page has; where it has none, go to the panel in which it would be. */
function open(...names) {
  const form = names.map(formOf).find(Boolean);
  const fold = form?.closest('details');
  if (fold) fold.open = true;
  const field = form?.querySelector('input:not([type=hidden]), select, textarea, button');
  const place = field ?? document.getElementById({ second: 'verdicts', verdict: 'verdicts' }[names[0]] ?? names[0]);
  if (!place) return false;
  place.scrollIntoView({ block: 'center' });
  if (!field) place.setAttribute('tabindex', '-1');
  place.focus({ preventScroll: true });
  return true;
}

function fromAddress() {
  const name = location.hash.slice(1);
  if (/^[a-z]+$/.test(name)) open(name);
}

keys({
  e: () => open('evidence'),
  v: () => open('second', 'verdict'),
  a: () => open('assign'),
  p: () => open('plan'),
  n: () => open('note'),
  c: () => {
    const button = document.querySelector('button[name="act"][value="reaffirm"]');
    if (!button) return false;
    button.click();
    return true;
  },
  u: () => {
    const index = document.querySelector('[data-claims-url]');
    if (!index) return false;
    const came = document.referrer && new URL(document.referrer);
    const fromQueue = came && came.origin === location.origin && came.pathname.startsWith(index.dataset.claimsUrl) && !/\/\d+\/$/.test(came.pathname);
    location.assign(fromQueue ? came.pathname + came.search : index.dataset.claimsUrl);
    return true;
  },
});
window.addEventListener('hashchange', fromAddress);
fromAddress();
