/**
 * Offers text that an earlier page left behind unsaved (after a crash, a closed window, a reload): to see
 * what differs, to take it back, to throw it away. What the newsroom has already is let go without a word.
 */

import { isLeftBehind, remove } from './kept_store.js';
import { askAbout, leaveFor, send, sendAsPage } from './posting.js';

const LATER = 3_000; // milliseconds after which a page that was just left counts as gone

const SAID = {
  unreachable: 'The newsroom cannot be reached. The text stays here; try again later.',
  trouble: 'The newsroom answers with an error. The text stays here; try again later.',
  loggedout: 'You are logged out. Log in in another window, then try again. The text stays here.',
};

function diffOf(html) {
  const part = document.createElement('div');
  part.className = 'desk-page desk-note-bar__diff';
  part.innerHTML = html; // made by the desk's own template
  return part;
}

export class Offers {
  constructor({ root, kept, notes, time }) {
    Object.assign(this, { root, kept, notes, time });
    this.seen = new Set();
  }

  async start() {
    await this.look();
    setTimeout(() => this.look(), LATER);
  }

  async look() {
    for (const record of await this.kept.leftBehind(isLeftBehind)) {
      if (this.seen.has(record.key)) continue;
      this.seen.add(record.key);
      await this.offer(record);
    }
  }

  async offer(record) {
    const told = await askAbout(this.root.dataset.keptUrl, record.entries);
    if (told?.state === 'saved') {
      await remove(record);
      return;
    }
    this.show(record, told);
  }

  show(record, told, said = '') {
    const words = [said, record.headline && `“${record.headline}”`, told?.words].filter(Boolean).join(' ');
    const more = told?.html ? diffOf(told.html) : null;
    if (more) more.hidden = true;
    const acts = [
      { label: 'Take it back', isMain: true, act: ({ target }) => this.takeBack(record, told, target) },
      { label: 'Throw it away', act: () => this.askToThrowAway(record, told) },
    ];
    if (more) acts.unshift({ label: 'Show what differs', act: ({ target }) => this.toggle(target, more) });
    const title = `Text of ${this.time(record.at)} that was not saved`;
    return this.notes.show(record.key, { title, words, acts, more });
  }

  toggle(button, more) {
    more.hidden = !more.hidden;
    button.textContent = more.hidden ? 'Show what differs' : 'Hide what differs';
    button.setAttribute('aria-expanded', String(!more.hidden));
  }

  async takeBack(record, told, button) {
    button.disabled = true;
    const answer = await send(record.action, record.entries);
    if (answer.state === 'saved') {
      await remove(record);
      leaveFor(answer.told.url);
    } else if (answer.state === 'refused' && 'draft' in answer.told) {
      await remove(record);
      this.notes.clear(record.key);
      document.dispatchEvent(new CustomEvent('desk:kept-apart', { detail: answer.told }));
    } else if (answer.state === 'invalid') {
      sendAsPage(record.action, record.entries);
    } else {
      this.show(record, told, SAID[answer.state] ?? answer.told?.error_message ?? SAID.trouble).focus();
    }
  }

  askToThrowAway(record, told) {
    const acts = [
      { label: 'Yes, throw it away', act: () => this.throwAway(record) },
      { label: 'No, keep it', isMain: true, act: () => this.show(record, told).focus() },
    ];
    const title = `Throw away the text of ${this.time(record.at)}?`;
    this.notes.show(record.key, { tone: 'bad', title, words: 'It is kept nowhere else and cannot be brought back.', acts }).focus();
  }

  async throwAway(record) {
    await remove(record);
    this.notes.clear(record.key);
  }
}
