// The queue by keyboard and mouse: step from claim to claim, choose some, and act on them.

import { act, refresh, tell } from './acts.js';
import { keys } from './keys.js';

const ITEM = '[data-claim]';
const LINK = '[data-open], .title a';
const bar = document.querySelector('[data-acts]');
let at = null; // the claim that was stepped to last: it stays when the page is shown anew
let anchor = null; // the tick from which shift reaches

const items = () => [...document.querySelectorAll(`#listing-results ${ITEM}`)];
const boxes = () => [...document.querySelectorAll(`#listing-results ${ITEM} input[name="claim"]`)];
const chosen = () => boxes().filter((box) => box.checked).map((box) => box.value);

function current() {
  const focused = document.activeElement?.closest(ITEM);
  return focused ?? items().find((item) => item.dataset.claim === at) ?? null;
}

function go(item) {
  if (!item) return;
  at = item.dataset.claim;
  const link = item.querySelector(LINK);
  link.focus({ preventScroll: true });
  item.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

function step(by) {
  const all = items();
  const from = all.indexOf(current());
  go(from < 0 ? all[by > 0 ? 0 : all.length - 1] : all[Math.max(0, Math.min(all.length - 1, from + by))]);
}

function open(form = '') {
  const link = current()?.querySelector(LINK);
  if (link) location.assign(link.getAttribute('href') + (form && `#${form}`));
}

/** The claims that an act is for: those chosen, or else the one that was stepped to. */
function meant() {
  const some = chosen();
  const one = current();
  return some.length ? some : one ? [one.dataset.claim] : [];
}

function count() {
  const number = chosen().length;
  if (bar) bar.querySelector('[data-chosen-number]').textContent = number;
  const all = document.querySelector('[data-choose-all]');
  if (!all) return;
  all.checked = number > 0 && number === boxes().length;
  all.indeterminate = number > 0 && !all.checked;
}

function choose(box, isChosen) {
  box.checked = isChosen;
  anchor = box;
  count();
}

function openDialog(name, claims = meant()) {
  const dialog = document.querySelector(`[data-dialog="${name}"]`);
  if (!dialog) return tell('You may not assign or plan claims. Ask a desk editor or a fact-checker.');
  if (!claims.length) return tell('Step to a claim with j or choose some first.');
  const form = dialog.querySelector('form');
  form.reset();
  dialog.dataset.claims = claims.join(' ');
  const link = document.querySelector(`${ITEM}[data-claim="${claims[0]}"]`)?.querySelector(LINK);
  dialog.querySelector('[data-dialog-about]').textContent = claims.length > 1 ? `${claims.length} claims` : `“${link?.textContent.trim()}”`;
  dialog.querySelector('[data-dialog-error]').hidden = true;
  filterPeople(dialog, '');
  dialog.showModal();
  return dialog.querySelector('[data-find], select')?.focus();
}

function filterPeople(dialog, typed) {
  const words = typed.toLowerCase().trim();
  let number = 0;
  for (const label of dialog.querySelectorAll('[data-person]')) {
    label.hidden = !` ${label.dataset.person}`.includes(` ${words}`);
    if (label.hidden) label.querySelector('input').checked = false;
    else number += 1;
  }
  const nobody = dialog.querySelector('[data-nobody]');
  if (nobody) nobody.hidden = number > 0;
}

async function submitDialog(dialog, form) {
  const fields = Object.fromEntries(new FormData(form));
  if (form.dataset.act === 'assign' && !fields.assignee) {
    const first = dialog.querySelector('[data-person]:not([hidden]) input');
    if (!first) return;
    fields.assignee = first.value;
  }
  const answer = await act(form.dataset.act, dialog.dataset.claims.split(' '), fields);
  if (!answer.error) {
    dialog.close();
    return;
  }
  const error = dialog.querySelector('[data-dialog-error]');
  error.textContent = answer.error;
  error.hidden = false;
}

for (const dialog of document.querySelectorAll('[data-dialog]')) {
  const form = dialog.querySelector('form');
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    submitDialog(dialog, form);
  });
  dialog.querySelector('[data-close]').addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () => go(items().find((item) => item.dataset.claim === at)));
  const find = dialog.querySelector('[data-find]');
  find?.addEventListener('input', () => filterPeople(dialog, find.value));
  find?.addEventListener('keydown', (event) => {
    if (event.key !== 'ArrowDown') return;
    event.preventDefault();
    const first = dialog.querySelector('[data-person]:not([hidden]) input');
    if (first) first.checked = true;
    first?.focus();
  });
}

bar?.addEventListener('submit', (event) => {
  event.preventDefault();
  act(event.submitter.value, chosen());
});

document.addEventListener('click', (event) => {
  const box = event.target.closest(`${ITEM} input[name="claim"]`);
  if (box) {
    const all = boxes();
    if (event.shiftKey && anchor?.isConnected) {
      const [low, high] = [all.indexOf(anchor), all.indexOf(box)].sort((one, other) => one - other);
      for (const between of all.slice(low, high + 1)) between.checked = box.checked;
    }
    choose(box, box.checked);
  }
  if (event.target.matches('[data-choose-all]')) for (const each of boxes()) choose(each, event.target.checked);
  if (event.target.closest('[data-choose-none]')) for (const each of boxes()) choose(each, false);
  if (event.target.closest('[data-stale]')) refresh();
  const opener = event.target.closest('[data-open-dialog]');
  if (opener) openDialog(opener.dataset.openDialog);
});

document.addEventListener('focusin', (event) => {
  at = event.target.closest?.(ITEM)?.dataset.claim ?? at;
});

document.addEventListener('desk:refreshed', () => {
  anchor = null;
  count();
  if (!document.querySelector('dialog[open]')) go(items().find((item) => item.dataset.claim === at));
});
document.addEventListener('desk:counts', () => {
  const stale = document.querySelector('[data-stale]');
  if (stale) stale.hidden = false;
});
document.addEventListener('desk:assign', (event) => openDialog('assign', [event.detail.claim]));

keys({
  j: () => step(1),
  k: () => step(-1),
  o: () => open(),
  e: () => open('evidence'),
  v: () => open('verdict'),
  n: () => open('note'),
  x: () => {
    const box = current()?.querySelector('input[name="claim"]');
    if (box) choose(box, !box.checked);
  },
  a: () => openDialog('assign'),
  p: () => openDialog('plan'),
  t: () => {
    const claims = meant();
    if (claims.length) act('take', claims);
  },
  m: () => {
    const menu = current()?.querySelector('[data-moves-menu]');
    if (!menu) return;
    menu.open = true;
    menu.querySelector('button, a')?.focus();
  },
});
count();
