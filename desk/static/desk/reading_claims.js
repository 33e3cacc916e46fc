/**
 * Draws the claims that the article makes: their verdicts, what changed since they were checked, which of
 * two places they stand at. Knows nothing of servers or highlights.
 */

import { ANCHOR_WORDS, button, chip, cut, h } from './reading_list.js';

const BESIDE = 80; // characters of a paragraph on either side of the words
const CHANGED = 'text changed since it was checked';

/** The claim in one line: its verdict or state, what became of its words, and the way to its page. */
export function claimLine(claim) {
  const words = claim.verdict ? `Verdict: ${claim.verdict}` : `Claim ${claim.status_label}`;
  const kind = claim.verdict ? 'verdict' : claim.status;
  const link = claim.url ? h('a', { href: claim.url, target: '_blank', tabindex: -1 }, 'Open claim') : null;
  const isTold = claim.anchor_state === 'moved' || (claim.anchor_state === 'changed' && claim.is_changed);
  const anchor = ANCHOR_WORDS[claim.anchor_state] && !isTold ? chip(ANCHOR_WORDS[claim.anchor_state], 'changed') : null;
  return h(
    'p',
    { class: 'reading__claim' },
    chip(words, kind, claim.statement),
    ' ',
    claim.is_changed ? chip(CHANGED, 'changed') : null,
    ' ',
    anchor,
    ' ',
    link,
  );
}

function side(title, runs, other) {
  const tags = { removed: 'del', added: 'ins' };
  const kept = runs.filter(([kind]) => kind !== other);
  const words = kept.map(([kind, text]) => (tags[kind] ? h(tags[kind], {}, text) : text));
  return h('div', { class: 'reading__side' }, h('h4', { class: 'reading__kind' }, title), h('p', {}, ...words));
}

function bothWordings(claim) {
  if (!claim.changes.length) return null;
  return h(
    'div',
    { class: 'reading__sides' },
    side('As it was checked', claim.changes, 'added'),
    side('As it stands now', claim.changes, 'removed'),
  );
}

function confirmButton(claim, rights, busy) {
  if (!claim.is_changed || claim.anchor_state === 'ambiguous') return null;
  if (!rights.reaffirm) return h('p', { class: 'reading__was' }, 'A fact-checker says whether the verdict holds for the new words.');
  const act = button('claim-confirm', 'The verdict still holds', `The verdict still holds: ${claim.statement.slice(0, 60)}`, busy);
  act.setAttribute('aria-keyshortcuts', 'c');
  act.append(' ', h('kbd', { 'aria-hidden': 'true' }, 'c'));
  return h('div', { class: 'reading__acts' }, act);
}

function choiceButton(act, words, label, busy, choice) {
  const made = button(act, words, label, busy);
  made.dataset.choice = choice;
  return made;
}

function lastWords(text) {
  return text.length > BESIDE ? `…${text.slice(-BESIDE).replace(/^\S*/, '')}` : text;
}

function firstWords(text) {
  return text.length > BESIDE ? `${text.slice(0, BESIDE).replace(/\S*$/, '')}…` : text;
}

function option({ where, before, exact, after }, number, chosen, busy) {
  return h(
    'li',
    {},
    h('span', { class: 'reading__count' }, `${where[0].toUpperCase()}${where.slice(1)}`),
    h('p', { class: 'reading__context' }, lastWords(before), h('mark', {}, cut(exact)), firstWords(after)),
    h(
      'div',
      { class: 'reading__acts' },
      choiceButton('claim-show', 'Show', `Show the words in the text: ${where}`, false, number),
      chosen === number ? chip('chosen', 'confirmed') : choiceButton('claim-choose', 'It is this one', `It is this one: ${where}`, busy, number),
    ),
  );
}

function choices(claim, rights, busy) {
  const offered = claim.choices;
  if (!offered || !rights.place) return null;
  const isGone = offered.is_made && offered.chosen === null;
  const title = offered.is_made ? 'Chosen; choose otherwise until the next save' : 'Where does the claim stand now?';
  return h(
    'div',
    { class: 'reading__choices' },
    h('h4', { class: 'reading__kind' }, title),
    h('ol', {}, ...offered.options.map((each, number) => option(each, number, offered.chosen, busy))),
    isGone ? null : h('div', { class: 'reading__acts' }, choiceButton('claim-choose', 'None of these: it is gone', 'None of these places: the words are gone', busy, 'gone')),
  );
}

/** One claim: `isCurrent` is where the keyboard stands, `busy` while the server thinks. */
export function claimItem(claim, rights, { isCurrent, busy, isGone }) {
  const choose = h(
    'button',
    { type: 'button', class: 'reading__choose', 'data-choose': true, 'aria-current': isCurrent ? 'true' : null, tabindex: -1 },
    h('span', { class: isGone ? 'reading__lost' : 'reading__content' }, cut(isGone ? claim.wording : claim.statement)),
  );
  return h(
    'li',
    {
      class: `reading__item${claim.is_changed || claim.anchor_state === 'ambiguous' ? ' reading__item--open' : ''}`,
      'data-item': claimKey(claim),
      'data-anchor': claim.anchor_state,
      'aria-busy': busy ? 'true' : null,
    },
    choose,
    claimLine(claim),
    bothWordings(claim),
    confirmButton(claim, rights, busy),
    choices(claim, rights, busy),
  );
}

/** What names a claim in the list. */
export function claimKey(claim) {
  return `claim:${claim.appearance}`;
}

/** What tells the server about an act on a claim: a path beside the reading's, and fields. */
export function claimRequest(claim, act, choice) {
  const path = `appearances/${claim.appearance}/`;
  if (act === 'claim-confirm') return [`${path}confirm/`, { seen: claim.anchor }];
  return [`${path}choose/`, { seen: claim.choices.revision, choice }];
}
