/**
 * Who else has this story open, in the header and beside the block where they are.
 *
 * Asks seldom while nobody else is there or the window is hidden, and at once when something happens here
 * that colleagues would want to know. What it hears it passes on as `desk:presence` events.
 */

import { elementAt, pathOf, wordsFor } from './places.js';

const SOON = 1_500; // a cursor that only passes through a block is not told of
const ALONE = 10_000; // milliseconds between two askings because of a cursor that nobody else may see
const FACES = 4;

function initials(name) {
  const words = name.trim().split(/\s+/);
  return (words[0][0] + (words.length > 1 ? words.at(-1)[0] : '')).toUpperCase();
}

function face(other) {
  const element = document.createElement('span');
  element.className = 'desk-face';
  element.dataset.hue = other.person % 6;
  element.classList.toggle('desk-face--away', other.away);
  element.textContent = initials(other.name);
  element.title = other.name;
  return element;
}

/** One entry for a person, who may have the story open in several windows. */
function byPerson(others) {
  const people = new Map();
  for (const other of others) {
    const known = people.get(other.person);
    if (!known) people.set(other.person, { ...other, places: [other.place] });
    else {
      known.places.push(other.place);
      known.away &&= other.away;
      known.writing ||= other.writing;
    }
  }
  return [...people.values()];
}

function nameOf(person) {
  return person.mine ? 'You, in another window' : person.name;
}

function wordsOf(person) {
  const places = [...new Set(person.places.map(wordsFor).filter(Boolean))];
  const doing = person.away ? 'away' : person.writing ? 'writing' : 'looking at it';
  return `${nameOf(person)}: ${[doing, ...places].join(', ')}`;
}

function hereWords(other) {
  if (other.mine) return `You ${other.writing ? 'write' : 'are'} here in another window`;
  return `${other.name} ${other.writing ? 'writes' : 'is'} here`;
}

export class Presence {
  constructor(root, { windowId, isWriting }) {
    Object.assign(this, { root, windowId, isWriting });
    this.articleId = root.dataset.article;
    this.place = '';
    this.ticket = '';
    this.etag = '';
    this.answer = null;
    this.timer = 0;
    this.askedAt = 0;
    this.names = '';
    this.marks = [];
  }

  start() {
    document.addEventListener('focusin', ({ target }) => this.moved(target));
    document.addEventListener('visibilitychange', () => this.ask());
    window.addEventListener('online', () => this.ask());
    window.addEventListener('pagehide', () => this.leave());
    window.addEventListener('pageshow', ({ persisted }) => persisted && this.ask());
    document.addEventListener('w-autosave:success', ({ detail }) => {
      const isNew = !this.articleId;
      this.articleId ||= String(detail?.data?.pk ?? '');
      if (isNew) this.ask();
    });
    this.find('details').addEventListener('toggle', () => this.placeList());
    document.addEventListener('click', (event) => this.closeList(event));
    document.addEventListener('keydown', (event) => event.key === 'Escape' && this.closeList(event));
    this.ask();
  }

  find(name) {
    return this.root.querySelector(`[data-presence-${name}]`);
  }

  moved(target) {
    const place = target.closest?.('[data-edit-form]') ? pathOf(target) : this.place;
    if (place === this.place) return;
    this.place = place;
    this.askIn(this.answer?.others.length ? SOON : Math.max(SOON, this.askedAt + ALONE - Date.now()));
  }

  askIn(milliseconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), milliseconds);
  }

  address(renew) {
    const said = new URLSearchParams({ window: this.windowId, place: this.place });
    if (this.ticket) said.set('ticket', this.ticket);
    if (this.isWriting()) said.set('writing', '1');
    if (document.hidden) said.set('away', '1');
    if (renew) said.set('renew', '1');
    return `${this.root.dataset.url.replace('/0/', `/${this.articleId || 0}/`)}?${said}`;
  }

  /**
   * Ask now. Resolves to what is so: 'fine', 'unreachable', 'loggedout', 'forbidden', 'gone', 'trouble' or
   * 'stranger' (somebody else is logged in in this browser). With `renew` the form's token is made good.
   */
  async ask({ renew = false, patience = 8_000 } = {}) {
    clearTimeout(this.timer);
    if (!this.articleId && !renew) return 'fine';
    this.askedAt = Date.now();
    let state = 'unreachable';
    try {
      state = await this.heard(await this.request(renew, patience), renew);
    } catch {
      // Out of reach, or an answer of somebody in between who does not know us.
    }
    this.state = state;
    document.dispatchEvent(new CustomEvent('desk:reach', { detail: { state } }));
    this.askIn((state === 'fine' ? (this.answer?.again ?? 30) : 10) * 1_000);
    return state;
  }

  request(renew, patience) {
    return fetch(this.address(renew), {
      headers: { Accept: 'application/json', ...(this.etag ? { 'If-None-Match': this.etag } : {}) },
      signal: AbortSignal.timeout(patience),
    });
  }

  async heard(response, renew) {
    if (response.status === 304) return 'fine';
    if (response.status >= 500) return 'trouble';
    const told = await response.json();
    if (response.status === 401) return 'loggedout';
    if (told.user && String(told.user) !== this.root.dataset.user) return 'stranger';
    if (response.status === 403) return 'forbidden';
    if (response.status === 404) return 'gone';
    if (!response.ok) return 'trouble';
    this.etag = response.headers.get('ETag') ?? '';
    this.ticket = told.ticket || this.ticket;
    if (renew && told.csrf) this.renewToken(told.csrf);
    this.take(told);
    return 'fine';
  }

  renewToken(token) {
    for (const field of document.querySelectorAll('[name="csrfmiddlewaretoken"]')) field.value = token;
  }

  take(told) {
    this.answer = told;
    this.draw();
    document.dispatchEvent(new CustomEvent('desk:presence', { detail: told }));
  }

  leave() {
    if (!this.articleId) return;
    const said = new FormData();
    said.set('window', this.windowId);
    said.set('csrfmiddlewaretoken', document.querySelector('[data-edit-form] [name="csrfmiddlewaretoken"]')?.value ?? '');
    navigator.sendBeacon(this.root.dataset.goneUrl.replace('/0/', `/${this.articleId}/`), said);
    this.etag = '';
  }

  draw() {
    const people = byPerson(this.answer.others ?? []);
    this.find('details').hidden = !people.length;
    this.find('faces').replaceChildren(...people.slice(0, FACES).map(face), this.more(people.length - FACES));
    this.find('words').textContent = `${people.length} ${people.length === 1 ? 'other has' : 'others have'} this story open`;
    this.find('list').replaceChildren(
      ...people.map((person) => {
        const item = document.createElement('li');
        item.append(face(person), wordsOf(person));
        return item;
      }),
    );
    this.announce(people);
    this.mark();
  }

  more(number) {
    const element = document.createElement('span');
    element.className = 'desk-face desk-face--more';
    element.textContent = `+${number}`;
    element.hidden = number <= 0;
    return element;
  }

  /** Say who came and who went, once. */
  announce(people) {
    const names = people.map(nameOf).join(', ');
    if (names !== this.names) this.find('said').textContent = names ? `Also in this story: ${names}` : 'Nobody else is in this story now.';
    this.names = names;
  }

  mark() {
    for (const mark of this.marks) mark.remove();
    this.marks = [];
    const groups = new Map();
    for (const other of this.answer.others ?? []) {
      const element = !other.away && other.place && elementAt(other.place);
      if (element) groups.set(element, [...(groups.get(element) ?? []), other]);
    }
    for (const [element, others] of groups) {
      const mark = document.createElement('div');
      mark.className = 'desk-here';
      mark.dataset.here = '';
      for (const other of others) {
        const name = document.createElement('span');
        name.className = 'desk-here__name';
        name.dataset.hue = other.person % 6;
        name.textContent = hereWords(other);
        mark.append(name);
      }
      element.prepend(mark);
      this.marks.push(mark);
    }
  }

  /** Under the faces, wherever messages above have pushed them. */
  placeList() {
    const { bottom } = this.find('details').getBoundingClientRect();
    this.find('list').style.top = `${bottom + 4}px`;
  }

  closeList(event) {
    const details = this.find('details');
    if (!details.open || (event.type === 'click' && details.contains(event.target))) return;
    details.open = false;
    if (event.type === 'keydown') details.querySelector('summary').focus();
  }
}
