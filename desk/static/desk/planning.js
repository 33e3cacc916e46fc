/**
 * The planning board: cards are dragged to a day or slot, or moved by dialog and keys; what others do shows
 * by itself, but never under somebody's hands.
 */

import { keys } from './keys.js';

const PAUSE = 15_000;
const CARD = '[data-story]';
const OFFLINE = 'The newsroom cannot be reached. Nothing was done; try again.';
const LOGGED_OUT = 'You are logged out. Log in again in another tab, then try again.';

const results = document.getElementById('planning-results');
const acts = document.querySelector('[data-planning-acts]');
const said = document.querySelector('[data-said]');
let dragged = null;
let at = null; // the story that was stepped to last: it stays when the board is shown anew
let undo = null;
let etag = '';
let timer;

const cards = () => [...results.querySelectorAll(CARD)];
const dialog = (name) => document.querySelector(`[data-dialog="${name}"]`);
const zoneOf = (card) => card.closest('[data-zone]')?.dataset.zone ?? `${card.dataset.day}|${card.dataset.slot}`;
const current = () => document.activeElement?.closest(CARD) ?? cards().find((card) => card.dataset.story === at);
const suits = (zone, card) => !zone.dataset.section || zone.dataset.section === card.dataset.section;

function tell(words, back = null) {
  undo = back;
  said.hidden = false;
  said.querySelector('[data-said-words]').textContent = words;
  said.querySelector('[data-undo]').hidden = !back;
}

/** Send one act; answers what was said, or the error. */
async function send(fields) {
  const body = new URLSearchParams(fields);
  const headers = {
    Accept: 'application/json',
    'X-CSRFToken': acts.elements.csrfmiddlewaretoken.value,
    'X-Requested-With': 'XMLHttpRequest',
  };
  try {
    const response = await fetch(acts.action, { method: 'POST', body, headers });
    if (response.headers.get('Content-Type')?.startsWith('application/json')) return await response.json();
    return { error: response.redirected || response.status === 403 ? LOGGED_OUT : OFFLINE };
  } catch {
    return { error: OFFLINE };
  }
}

async function place(card, zone) {
  const { story } = card.dataset;
  const before = zoneOf(card);
  if (zone === before) return '';
  at = story;
  const answer = await send({ act: 'place', story, zone });
  if (answer.error) return answer.error;
  tell(answer.said, { act: 'place', story, zone: before });
  await refresh();
  return '';
}

/** Show the board as it is now, and keep the focus on the card that had it. */
async function refresh() {
  clearTimeout(timer);
  try {
    const headers = { 'X-Requested-With': 'XMLHttpRequest', ...(etag && { 'If-None-Match': etag }) };
    const response = await fetch(results.dataset.resultsUrl, { headers });
    if (response.status === 200 && !response.redirected) {
      etag = response.headers.get('ETag') ?? '';
      const hadFocus = results.contains(document.activeElement);
      const scrolled = results.querySelector('[data-planning]')?.scrollLeft ?? 0;
      results.innerHTML = await response.text(); // our own server's escaped HTML
      const board = results.querySelector('[data-planning]');
      if (board) board.scrollLeft = scrolled;
      if (hadFocus) go(cards().find((card) => card.dataset.story === at));
    }
  } catch {
    // Out of reach: the next time will tell.
  }
  timer = setTimeout(look, PAUSE);
}

/** What others did; not while a card is held or a dialog is open, nor while nobody looks. */
function look() {
  clearTimeout(timer);
  if (document.hidden) return;
  if (dragged || document.querySelector('dialog[open]')) timer = setTimeout(look, PAUSE);
  else refresh();
}

function go(card) {
  if (!card) return;
  at = card.dataset.story;
  card.querySelector('[data-open]').focus({ preventScroll: true });
  card.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

function step(by) {
  const all = cards();
  const from = all.indexOf(current());
  go(from < 0 ? all[by > 0 ? 0 : all.length - 1] : all[Math.max(0, Math.min(all.length - 1, from + by))]);
}

function mark(card) {
  for (const zone of results.querySelectorAll('[data-zone]')) {
    zone.classList.toggle('desk-zone--open', Boolean(card) && suits(zone, card));
    zone.classList.toggle('desk-zone--shut', Boolean(card) && !suits(zone, card));
  }
}

function show(name, title, perform) {
  const box = dialog(name);
  const form = box.querySelector('form');
  const trouble = box.querySelector('[data-dialog-error]');
  trouble.hidden = true;
  box.querySelector('[data-dialog-title]').textContent = title;
  form.onsubmit = async (event) => {
    if (event.submitter?.value !== 'do') return;
    event.preventDefault();
    const error = await perform(form.elements);
    trouble.hidden = !error;
    trouble.textContent = error;
    if (error) return;
    box.close();
    go(cards().find((card) => card.dataset.story === at));
  };
  box.showModal();
}

function move(card) {
  if (!card?.draggable) return;
  at = card.dataset.story;
  const choice = dialog('move').querySelector('select');
  const zones = [...results.querySelectorAll('[data-zone]')].filter((zone) => suits(zone, card));
  const options = new Map(zones.map((zone) => [zone.dataset.zone, zone.dataset.zoneLabel]));
  choice.replaceChildren(...[...options].map(([value, label]) => new Option(label, value)));
  choice.value = zoneOf(card);
  show('move', `“${card.dataset.title}”`, (fields) => place(card, fields.zone.value));
}

function begin(button) {
  const box = dialog('begin');
  const { section } = button.dataset;
  const choice = box.querySelector('[name=section]');
  box.querySelector('form').reset();
  box.querySelector('[name=zone]').value = button.dataset.zoneKey;
  if (section) choice.value = section;
  choice.disabled = Boolean(section);
  const where = button.closest('[data-zone]').dataset.zoneLabel;
  show('begin', `(${where})`, async (fields) => {
    const { title, words, zone } = fields;
    const answer = await send({ act: 'begin', title: title.value, words: words.value, zone: zone.value, section: choice.value });
    if (answer.error) return answer.error;
    tell(answer.said);
    await refresh();
    return '';
  });
}

async function take(card) {
  if (!card) return;
  at = card.dataset.story;
  const answer = await send({ act: 'take', story: card.dataset.story });
  tell(answer.error ?? answer.said);
  await refresh();
}

document.addEventListener('dragstart', (event) => {
  dragged = event.target.closest?.(CARD) ?? null;
  if (!dragged) return;
  event.dataTransfer.effectAllowed = 'move';
  event.dataTransfer.setData('text/plain', dragged.dataset.story);
  mark(dragged);
});
document.addEventListener('dragover', (event) => {
  if (dragged && event.target.closest?.('[data-zone]')) event.preventDefault();
});
document.addEventListener('drop', async (event) => {
  const zone = event.target.closest?.('[data-zone]');
  if (!dragged || !zone) return;
  event.preventDefault();
  const error = await place(dragged, zone.dataset.zone);
  if (error) tell(error);
});
document.addEventListener('dragend', () => {
  dragged = null;
  mark(null);
});
document.addEventListener('click', (event) => {
  const mover = event.target.closest('[data-move-story]');
  if (mover) move(mover.closest(CARD));
  const beginner = event.target.closest('[data-new-story]');
  if (beginner) begin(beginner);
});
document.addEventListener('focusin', (event) => {
  at = event.target.closest?.(CARD)?.dataset.story ?? at;
});
document.addEventListener('visibilitychange', look);
said.querySelector('[data-undo]').addEventListener('click', async () => {
  const answer = await send(undo);
  tell(answer.error ?? 'It is where it was.');
  await refresh();
});
said.querySelector('[data-said-close]').addEventListener('click', () => {
  said.hidden = true;
});

const today = results.querySelector('.desk-board__column--today');
if (today) {
  const board = today.closest('[data-planning]'); // the board alone: the page stays where it is
  board.scrollLeft = today.offsetLeft - board.offsetLeft - (board.clientWidth - today.offsetWidth) / 2;
}

keys({
  j: () => step(1),
  k: () => step(-1),
  o: () => {
    const link = current()?.querySelector('[data-open]');
    if (link) location.assign(link.href);
  },
  m: () => move(current()),
  t: () => {
    take(current());
  },
});
timer = setTimeout(look, PAUSE);
