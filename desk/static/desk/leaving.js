/** Warns whoever logs out by the button while text of theirs that was not saved lies in this browser. */

import { recordsOf, remove } from './kept_store.js';

const LOGOUT = 'form[action$="/logout/"]';
let isLetThrough = false;

async function unsaved() {
  try {
    const { who } = document.querySelector('script[data-who]').dataset; // an address that tells who is logged in
    const response = await fetch(`${who}?window=logging-out`, { headers: { Accept: 'application/json' } });
    const { user } = await response.json();
    return user ? await recordsOf(String(user)) : [];
  } catch {
    return []; // nobody answers, or nothing is kept here: then the button does what it does
  }
}

function letThrough(form) {
  const editor = document.querySelector('[data-edit-form]');
  if (editor) editor.dataset.wUnsavedConfirmationValue = 'false'; // it has been asked already
  setTimeout(() => {
    isLetThrough = true;
    form.requestSubmit();
    isLetThrough = false;
  }, 50);
}

function button(label, act, className = 'button button-secondary') {
  const element = Object.assign(document.createElement('button'), { type: 'button', className, textContent: label });
  element.addEventListener('click', act);
  return element;
}

function describe({ headline, at }) {
  const item = document.createElement('li');
  const time = new Date(at).toLocaleString('en-GB', { hour: '2-digit', minute: '2-digit', day: 'numeric', month: 'long' });
  item.textContent = `“${headline || 'No headline yet'}”, ${time}`;
  return item;
}

function ask(form, records) {
  const dialog = document.createElement('dialog');
  dialog.className = 'desk-dialog';
  dialog.setAttribute('aria-labelledby', 'desk-leaving');
  const heading = Object.assign(document.createElement('h2'), { id: 'desk-leaving', textContent: 'Log out with text that is not saved?' });
  const list = document.createElement('ul');
  list.append(...records.map(describe));
  const words = document.createElement('p');
  words.textContent = 'It can stay in this browser: when you log in here again and open the story, it is offered to you, and to nobody else. On a computer that others use, save it before you go, or throw it away.';
  const acts = document.createElement('div');
  acts.className = 'desk-buttons';
  acts.append(
    button('Stay', () => dialog.close(), 'button'),
    button('Log out and leave it here', () => dialog.close('leave')),
    button('Log out and throw it away', () => dialog.close('throw')),
  );
  dialog.append(heading, list, words, acts);
  dialog.addEventListener('close', async () => {
    dialog.remove();
    if (!dialog.returnValue) return;
    if (dialog.returnValue === 'throw') {
      document.dispatchEvent(new CustomEvent('desk:throw-away'));
      for (const record of records) await remove(record);
    }
    letThrough(form);
  });
  document.body.append(dialog);
  dialog.showModal();
}

window.addEventListener(
  'submit',
  async (event) => {
    if (isLetThrough || !event.target.matches?.(LOGOUT)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const records = await unsaved();
    if (records.length) ask(event.target, records);
    else letThrough(event.target);
  },
  true,
);
