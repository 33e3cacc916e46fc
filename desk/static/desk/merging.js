// Merging two texts of one story: stepping from conflict to conflict, choosing by key, and writing anew.
// Without scripts the radio buttons and the buttons of the bar do the same, but for writing anew.

import { keys } from './keys.js';

const form = document.querySelector('[data-merge]');
const conflicts = [...form.querySelectorAll('[data-conflict]')];
const count = form.querySelector('[data-count]');
const save = form.querySelector('[data-save]');
const undo = form.querySelector('[data-undo]');
const FILLED = 400; // milliseconds; the editor itself needs a quarter of a second to fill its field
let at = -1;
let before = null; // what was chosen before everything was chosen at once
let isChanged = Boolean(form.querySelector('[data-refused]'));

const radios = (part) => [...part.querySelectorAll('[data-choices] > label > input[type="radio"]')];
const chosen = (part) => radios(part).find((radio) => radio.checked)?.value ?? '';

function tell() {
  let left = 0;
  for (const conflict of conflicts) {
    const isDecided = Boolean(chosen(conflict));
    conflict.querySelector('[data-state]').textContent = isDecided ? 'decided' : 'to decide';
    if (!isDecided) left += 1;
  }
  if (conflicts.length) count.textContent = left ? `${left} of ${conflicts.length} ${conflicts.length === 1 ? 'conflict' : 'conflicts'} left` : 'Nothing left to decide. Look it over and save.';
  if (save) save.disabled = left > 0;
}

function current() {
  return document.activeElement?.closest('[data-conflict]') ?? conflicts[at] ?? null;
}

function go(conflict) {
  at = conflicts.indexOf(conflict);
  conflict.focus({ preventScroll: true });
  const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  conflict.scrollIntoView({ block: 'center', behavior: isCalm ? 'auto' : 'smooth' });
}

function step(by) {
  if (!conflicts.length) return;
  const from = conflicts.indexOf(current());
  go(conflicts[from < 0 ? (by > 0 ? 0 : conflicts.length - 1) : (from + by + conflicts.length) % conflicts.length]);
}

function choose(part, value) {
  const radio = radios(part).find((each) => each.value === value && !each.closest('label').hidden);
  if (!radio) return;
  radio.checked = true;
  radio.dispatchEvent(new Event('change', { bubbles: true }));
}

function chooseAt(value) {
  const conflict = current() ?? conflicts.find((each) => !chosen(each));
  if (!conflict) return;
  at = conflicts.indexOf(conflict);
  choose(conflict, value);
}

/** The editor comes from the server, with the version in it that was chosen until then. */
async function openEditor(choices, from) {
  const place = choices.querySelector('[data-edit]');
  if (place.querySelector('input')) return place.querySelector('[data-text], [contenteditable]')?.focus();
  const query = new URLSearchParams({ edit: choices.dataset.key, from });
  place.setAttribute('aria-busy', 'true');
  place.textContent = 'The editor is on its way…';
  try {
    const response = await fetch(`${location.pathname}?${query}`, { headers: { 'X-Requested-With': 'XMLHttpRequest' } });
    if (!response.ok || response.redirected) throw new Error(response.status);
    place.innerHTML = await response.text();
    awaitEditor(place);
  } catch {
    place.textContent = 'The editor could not be fetched. Choose something else, or try again.';
    radios(choices.parentElement).find((radio) => radio.value === 'edited').checked = false;
    tell();
  } finally {
    place.removeAttribute('aria-busy');
  }
  return null;
}

function awaitEditor(place) {
  const seen = new MutationObserver(() => {
    const editor = place.querySelector('[contenteditable="true"]');
    if (!editor) return;
    seen.disconnect();
    editor.setAttribute('aria-label', 'The text, written anew');
    editor.focus();
  });
  seen.observe(place, { childList: true, subtree: true });
}

const last = new Map(); // what was chosen in each part before it was written anew
form.addEventListener('change', (event) => {
  const choices = event.target.closest('[data-choices]');
  if (!choices) return;
  isChanged = true;
  if (event.target.type === 'radio') {
    if (event.target.value === 'edited') openEditor(choices, last.get(choices) ?? 'mine');
    else last.set(choices, event.target.value);
  }
  tell();
});

form.addEventListener('input', (event) => {
  if (!event.target.matches('[data-text]')) return;
  const radio = event.target.closest('[data-choices]').querySelector('input[value="edited"]');
  if (!radio.checked) {
    radio.checked = true;
    radio.dispatchEvent(new Event('change', { bubbles: true }));
  }
});

for (const button of form.querySelectorAll('[data-all]')) {
  button.addEventListener('click', (event) => {
    event.preventDefault();
    before = conflicts.map((conflict) => chosen(conflict));
    for (const conflict of conflicts) choose(conflict, button.dataset.all);
    undo.hidden = false;
  });
}
undo?.addEventListener('click', () => {
  conflicts.forEach((conflict, n) => {
    for (const radio of radios(conflict)) radio.checked = radio.value === before[n];
  });
  undo.hidden = true;
  tell();
});

for (const button of form.querySelectorAll('[data-step]')) {
  button.hidden = false;
  button.addEventListener('click', () => step(Number(button.dataset.step)));
}
for (const label of form.querySelectorAll('[data-needs-script], [data-keys]')) label.hidden = false;
for (const choices of form.querySelectorAll('[data-choices]')) last.set(choices, chosen(choices.parentElement) || 'mine');

keys({
  n: () => step(1),
  p: () => step(-1),
  t: () => chooseAt('theirs'),
  m: () => chooseAt('mine'),
  b: () => chooseAt('both'),
  e: () => chooseAt('edited'),
});

let typedAt = -Infinity;
form.addEventListener('keydown', (event) => {
  if (event.target.isContentEditable) typedAt = event.timeStamp;
});

form.addEventListener('submit', (event) => {
  const wait = FILLED - (event.timeStamp - typedAt);
  if (wait > 0) { // the editor has not put the last words into its field yet
    event.preventDefault();
    setTimeout(() => form.requestSubmit(event.submitter), wait);
    return;
  }
  if (event.submitter?.value !== 'preview') isChanged = false;
});
window.addEventListener('beforeunload', (event) => {
  if (isChanged) event.preventDefault();
});

tell();
form.querySelector('[data-refused]')?.focus();
