/**
 * The "Reading" side panel of the article editor: its state, its keys, its buttons.
 *
 * Follows the article through autosaves and explicit saves; never touches the form or its text.
 */

import * as highlights from './highlights.js';
import { ReadingClient } from './reading_client.js';
import { claimItem, claimKey, claimLine, claimRequest } from './reading_claims.js';
import { attributionItem, attributionKey, entityItem, entityKey, h } from './reading_list.js';
import { statusWords } from './reading_status.js';

const KEYS = { c: 'confirm', d: 'dismiss', m: 'claim', u: 'withdraw' };
const STEPS = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };

class ReadingPanel {
  constructor(root) {
    this.root = root;
    this.side = root.closest('[data-side-panel]');
    this.panel = null;
    this.current = '';
    this.busy = new Set();
    this.renamed = null;
    this.lost = '';
    this.trouble = { asking: '', acting: '' };
    this.client = new ReadingClient({
      urlTemplate: root.dataset.url,
      articleId: root.dataset.article,
      onPanel: (panel) => this.take(panel),
      onTrouble: (doing, words) => this.complain(doing, words),
    });
  }

  find(name) {
    return this.root.querySelector(`[data-reading-${name}]`);
  }

  start() {
    highlights.start();
    this.side.addEventListener('show', () => this.client.setOpen(true));
    this.side.addEventListener('hide', () => this.client.setOpen(false));
    document.addEventListener('w-autosave:success', ({ detail }) => {
      this.client.saved(detail?.data?.pk ?? this.client.articleId);
    });
    this.root.addEventListener('click', (event) => this.onClick(event));
    this.root.addEventListener('keydown', (event) => this.onKey(event));
    this.root.addEventListener('submit', (event) => this.onRename(event));
    const toggle = this.find('toggle');
    toggle.checked = localStorage.getItem('newsroom:highlights') !== 'off';
    highlights.switchTo(toggle.checked);
    toggle.addEventListener('change', () => {
      localStorage.setItem('newsroom:highlights', toggle.checked ? 'on' : 'off');
      highlights.switchTo(toggle.checked);
    });
    this.client.isOpen = !this.side.hidden;
    if (this.client.articleId) this.client.askNow(); // also for a closed panel: the text is lit up all the same
    else this.showStatus({ state: 'empty' });
  }

  take(panel) {
    this.announce(panel);
    const at = this.panel?.attributions.findIndex((item) => attributionKey(item) === this.current) ?? -1;
    this.panel = panel;
    // A passage whose words changed has another key now: stay where we were in the list.
    if (at >= 0 && !this.dataOf(this.current)) this.current = attributionKey(panel.attributions[at]);
    const chosen = this.current && this.dataOf(this.current);
    highlights.show(panel, chosen ? placesOf(chosen) : []);
    this.draw();
  }

  announce(panel) {
    const words = statusWords(panel).announcement;
    if (words !== this.announced) this.find('announcement').textContent = words;
    this.announced = words;
  }

  complain(doing, words) {
    this.trouble[doing] = words;
    const alert = this.find('alert');
    const shown = this.trouble.acting || this.trouble.asking;
    if (alert.textContent !== shown) alert.textContent = shown;
    alert.hidden = !shown;
  }

  /** What was done, and what one may do next. */
  say(words) {
    const said = this.find('said');
    said.textContent = words;
    said.hidden = !words;
  }

  showStatus(panel) {
    const { state, words, note, canRetry } = statusWords(panel);
    this.root.dataset.state = state;
    this.find('words').textContent = words;
    this.find('note').textContent = note;
    this.find('note').hidden = !note;
    this.find('retry').hidden = !canRetry;
    this.find('retry').disabled = this.busy.has('retry');
  }

  /** Draw everything again, keeping the keyboard where it stands. */
  draw() {
    if (!this.panel) return;
    const focus = this.focusedPart();
    const typed = this.root.querySelector('[data-rename] input')?.value;
    const { attributions, entities, rights } = this.panel;
    this.showStatus(this.panel);
    this.find('attributions').replaceChildren(
      ...attributions.map((item) => {
        const key = attributionKey(item);
        const line = item.claim ? claimLine(item.claim) : null;
        return attributionItem(item, rights, { ...this.stateOf(key), isLost: this.lost === key, claimLine: line });
      }),
    );
    this.drawClaims();
    this.find('entities').replaceChildren(...this.groups(entities, rights));
    this.count('attributions', attributions.filter((item) => item.status !== 'dismissed').length);
    this.count('entities', entities.filter((item) => item.state !== 'rejected').length);
    const isRead = this.panel.shown !== null;
    this.find('attributions-empty').hidden = !isRead || attributions.length > 0;
    this.find('entities-empty').hidden = !isRead || entities.length > 0;
    this.badge(attributions.filter((item) => item.status === 'proposed').length + this.listed().filter(asksForSomebody).length);
    this.offerTabStops();
    const field = this.root.querySelector('[data-rename] input');
    if (field && typed !== undefined) field.value = typed;
    this.restoreFocus(focus);
  }

  /** The claims with an item of their own; the others are told of beside who said them. */
  listed() {
    return this.panel.claims.filter((claim) => claim.is_listed);
  }

  drawClaims() {
    const { lost, rights } = this.panel;
    const drawn = (isGone) => (claim) => claimItem(claim, rights, { ...this.stateOf(claimKey(claim)), isGone });
    this.find('claims').replaceChildren(...this.listed().map(drawn(false)));
    this.find('claims-section').hidden = this.listed().length === 0;
    this.count('claims', this.listed().length);
    this.find('lost').replaceChildren(...lost.map(drawn(true)));
    this.find('lost-section').hidden = lost.length === 0;
  }

  stateOf(key) {
    return { isCurrent: this.current === key, busy: this.busy.has(key) };
  }

  groups(entities, rights) {
    const byKind = Map.groupBy ? Map.groupBy(entities, (entity) => entity.kind_label) : groupByKind(entities);
    return [...byKind].map(([label, members]) =>
      h(
        'div',
        { class: 'reading__group' },
        h('h4', { class: 'reading__kind' }, label),
        h(
          'ul',
          { class: 'reading__list' },
          ...members.map((entity) => {
            const key = entityKey(entity);
            return entityItem(entity, rights, { ...this.stateOf(key), isRenamed: this.renamed === key });
          }),
        ),
      ),
    );
  }

  count(name, number) {
    this.find(`${name}-count`).textContent = number ? `(${number})` : '';
  }

  badge(number) {
    const counter = document.querySelector('[data-side-panel-toggle="reading"] [data-side-panel-toggle-counter]');
    if (!counter) return;
    counter.textContent = String(number);
    counter.hidden = number === 0;
  }

  items() {
    return [...this.root.querySelectorAll('[data-item]')];
  }

  /** Only the item where the keyboard stands is a tab stop; the arrows lead to the others. */
  offerTabStops() {
    const items = this.items();
    const at = items.find((item) => item.dataset.item === this.current) ?? items[0];
    at?.querySelectorAll('[tabindex="-1"]').forEach((element) => element.setAttribute('tabindex', '0'));
  }

  focusedPart() {
    const focused = document.activeElement;
    if (!this.root.contains(focused) || !focused.closest('[data-item]')) return null;
    const { act, choice } = focused.dataset;
    const button = act && `[data-act="${act}"]${choice ? `[data-choice="${choice}"]` : ''}:not(:disabled)`;
    return { key: focused.closest('[data-item]').dataset.item, button };
  }

  restoreFocus(focus) {
    if (!focus) return;
    const item = this.items().find(({ dataset }) => dataset.item === focus.key) ?? this.items()[0];
    const again = focus.button && item?.querySelector(focus.button);
    const field = this.renamed === focus.key && item?.querySelector('input');
    (field || again || item?.querySelector('[data-choose]'))?.focus({ preventScroll: true });
  }

  dataOf(key) {
    const { attributions, claims, entities, lost } = this.panel;
    if (key.startsWith('claim:')) return [...claims, ...lost].find((claim) => claimKey(claim) === key);
    return key.startsWith('attribution:')
      ? attributions.find((item) => attributionKey(item) === key)
      : entities.find((entity) => entityKey(entity) === key);
  }

  choose(key) {
    this.current = key;
    this.lost = highlights.choose(placesOf(this.dataOf(key))) ? '' : key;
    this.draw();
  }

  onClick(event) {
    const pressed = event.target.closest('button');
    if (!pressed) return;
    if (pressed.matches('[data-reading-retry]')) {
      this.act('retry', 'reading/retry/');
      return;
    }
    const key = pressed.closest('[data-item]')?.dataset.item;
    if (!key) return;
    if (pressed.matches('[data-choose]')) this.choose(key);
    else if (pressed.dataset.act) this.do(key, pressed.dataset.act, pressed.dataset.choice);
  }

  onKey(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.matches('input, textarea')) {
      if (event.key === 'Escape' && this.renamed) this.rename(null);
      return;
    }
    const item = event.target.closest('[data-item]');
    if (!item) return;
    if (STEPS[event.key]) {
      event.preventDefault();
      this.step(item, STEPS[event.key]);
    } else if (KEYS[event.key]) {
      const [kind] = item.dataset.item.split(':');
      const act = kind === 'attribution' ? KEYS[event.key] : `${kind}-${KEYS[event.key]}`;
      const offered = item.querySelector(`[data-act="${act}"]`);
      if (offered) {
        event.preventDefault();
        this.do(item.dataset.item, act);
      }
    }
  }

  step(item, by) {
    const items = this.items();
    const next = items[items.indexOf(item) + by];
    if (!next) return;
    const key = next.dataset.item;
    next.querySelector('[data-choose]').focus({ preventScroll: true });
    this.choose(key);
    this.items()
      .find(({ dataset }) => dataset.item === key)
      ?.scrollIntoView({ block: 'nearest' });
  }

  do(key, act, choice) {
    const data = this.dataOf(key);
    if (act === 'claim-show') {
      this.current = key;
      highlights.choose(data.choices.options[choice].places);
      return;
    }
    if (act.startsWith('claim-')) {
      this.act(key, ...claimRequest(data, act, choice));
      return;
    }
    const id = data?.id;
    if (act === 'entity-rename') this.rename(key);
    else if (act === 'entity-keep') this.rename(null);
    else if (act.startsWith('entity-')) this.act(key, `entities/${id}/${act.slice('entity-'.length)}/`);
    else this.act(key, `attributions/${key.slice('attribution:'.length)}/${act}/`);
  }

  rename(key) {
    const left = this.renamed;
    this.renamed = key;
    this.draw();
    const item = this.items().find(({ dataset }) => dataset.item === (key ?? left));
    if (key) item?.querySelector('input').select();
    else item?.querySelector('[data-choose]').focus();
  }

  async onRename(event) {
    const form = event.target.closest('[data-rename]');
    if (!form) return;
    event.preventDefault();
    const key = form.closest('[data-item]').dataset.item;
    const done = await this.act(key, `entities/${form.dataset.rename}/rename/`, { name: form.elements.name.value });
    if (done) this.rename(null);
  }

  /** Tell the server; the item is busy meanwhile and a refusal is shown as an alert. */
  async act(key, path, fields = {}) {
    if (this.busy.has(key)) return false;
    this.busy.add(key);
    this.complain('acting', '');
    this.say('');
    if (this.renamed !== key) this.draw();
    const done = await this.client.post(path, fields);
    this.busy.delete(key);
    if (done) this.say(this.panel.said ?? '');
    if (done || this.renamed !== key) this.draw();
    return done;
  }
}

function placesOf(item) {
  return item.places ?? [...item.content, ...item.source, ...item.cue];
}

function asksForSomebody(claim) {
  return claim.is_changed || (claim.choices && !claim.choices.is_made);
}

function groupByKind(entities) {
  const groups = new Map();
  for (const entity of entities) groups.set(entity.kind_label, [...(groups.get(entity.kind_label) ?? []), entity]);
  return groups;
}

const root = document.querySelector('[data-reading]');
if (root) {
  new ReadingPanel(root).start();
}
