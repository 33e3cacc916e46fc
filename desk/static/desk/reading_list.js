/**
 * Draws the reading: attributions in text order, entities by kind. Knows nothing of servers or highlights.
 *
 * Every item that can be chosen carries `data-item` (its key) and every button `data-act`.
 */

export const ANCHOR_WORDS = { changed: 'words changed', moved: 'moved', ambiguous: 'two places fit', deleted: 'deleted' };
const LONG = 280;

/** An element with attributes and children; null children are left out. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(name, '');
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ''));
  return element;
}

/** A word in a frame. */
export function chip(words, kind, title) {
  return h('span', { class: `reading__chip reading__chip--${kind}`, title }, words);
}

/** Long words, shortened. */
export function cut(words) {
  return words.length > LONG ? `${words.slice(0, LONG)}…` : words;
}

/** A button that does `act` to the item it stands in. */
export function button(act, words, label, busy) {
  return h(
    'button',
    { type: 'button', class: 'reading__button', 'data-act': act, 'aria-label': label, disabled: busy, tabindex: -1 },
    words,
  );
}

function actButtons(item, rights, busy) {
  const about = `: ${item.content_text.slice(0, 60)}`;
  const offered = [];
  if (rights.rule && item.status === 'proposed') {
    offered.push(button('confirm', 'Confirm', `Confirm${about}`, busy));
    offered.push(button('dismiss', 'Dismiss', `Dismiss${about}`, busy));
  }
  if (rights.claim && item.status !== 'dismissed' && !item.claim?.is_taken_up) {
    offered.push(button('claim', 'Make a claim', `Make a claim of${about.slice(1)}`, busy));
  }
  if (rights.rule && item.status !== 'proposed') offered.push(button('withdraw', 'Undo', `Undo${about}`, busy));
  return offered.length ? h('div', { class: 'reading__acts' }, ...offered) : null;
}

function said(item) {
  const source = item.source_text || item.source_entity || 'nobody named';
  const known = item.source_entity && !source.includes(item.source_entity) ? ` (${item.source_entity})` : '';
  return h(
    'span',
    { class: 'reading__said' },
    h('span', { class: 'reading__source' }, source + known),
    item.cue_text ? h('span', { class: 'reading__cue' }, ` ${item.cue_text} `) : ' ',
    h('span', { class: 'reading__content' }, cut(item.content_text)),
  );
}

function marks(item) {
  const state = { confirmed: 'confirmed', dismissed: 'dismissed' }[item.status];
  const by = item.ruled_by ? `by ${item.ruled_by}` : null;
  return h(
    'span',
    { class: 'reading__marks' },
    chip(item.type, item.type),
    state ? chip(state, item.status, by) : h('span', { class: 'reading__confidence' }, item.confidence_label),
    ANCHOR_WORDS[item.anchor_state] ? chip(ANCHOR_WORDS[item.anchor_state], 'changed', item.was ? `Was: ${item.was}` : null) : null,
  );
}

/**
 * One attribution: `isCurrent` is where the keyboard stands, `busy` while the server thinks, `claimLine`
 * tells of the claim that it makes.
 */
export function attributionItem(item, rights, { isCurrent, busy, isLost, claimLine }) {
  const choose = h(
    'button',
    { type: 'button', class: 'reading__choose', 'data-choose': true, 'aria-current': isCurrent ? 'true' : null, tabindex: -1 },
    marks(item),
    said(item),
  );
  return h(
    'li',
    {
      class: `reading__item reading__item--${item.status}`,
      'data-item': attributionKey(item),
      'data-status': item.status,
      'data-anchor': item.anchor_state,
      'aria-busy': busy ? 'true' : null,
    },
    choose,
    item.anchor_state === 'changed' && item.was ? h('p', { class: 'reading__was' }, `Confirmed as: ${cut(item.was)}`) : null,
    isLost ? h('p', { class: 'reading__was' }, 'These words do not stand in the text any more.') : null,
    claimLine,
    actButtons(item, rights, busy),
  );
}

function entityButtons(entity, rights, busy) {
  if (!rights.entities || entity.id === null) return null;
  const offered = [];
  if (entity.state !== 'confirmed') offered.push(button('entity-confirm', 'Confirm', `Confirm ${entity.name}`, busy));
  if (entity.state !== 'rejected') {
    offered.push(button('entity-rename', 'Rename', `Rename ${entity.name}`, busy));
    offered.push(button('entity-reject', 'Reject', `Say that ${entity.name} is no entity`, busy));
  }
  return h('div', { class: 'reading__acts' }, ...offered);
}

function renameForm(entity) {
  const id = `rename-${entity.id}`;
  return h(
    'form',
    { class: 'reading__rename', 'data-rename': entity.id },
    h('label', { for: id, class: 'w-sr-only' }, `New name of ${entity.name}`),
    h('input', { id, name: 'name', value: entity.name, maxlength: 255, required: true, autocomplete: 'off' }),
    h('button', { type: 'submit', class: 'reading__button' }, 'Save'),
    h('button', { type: 'button', class: 'reading__button', 'data-act': 'entity-keep' }, 'Cancel'),
  );
}

/** One entity; `isRenamed` while its new name is being typed. */
export function entityItem(entity, rights, { isCurrent, busy, isRenamed }) {
  const times = `${entity.count} ${entity.count === 1 ? 'mention' : 'mentions'}`;
  const choose = h(
    'button',
    { type: 'button', class: 'reading__choose', 'data-choose': true, 'aria-current': isCurrent ? 'true' : null, tabindex: -1 },
    h('span', { class: 'reading__name' }, entity.name),
    h('span', { class: 'reading__count', title: times, 'aria-label': times }, `×${entity.count}`),
    entity.state === 'confirmed' || entity.state === 'rejected' ? chip(entity.state, entity.state === 'rejected' ? 'dismissed' : 'confirmed') : null,
  );
  const link = entity.url ? h('a', { href: entity.url, target: '_blank', class: 'reading__open', tabindex: -1, 'aria-label': `Open ${entity.name}` }, 'Open') : null;
  return h(
    'li',
    {
      class: `reading__item reading__item--entity reading__item--${entity.state === 'rejected' ? 'dismissed' : entity.state || 'unlinked'}`,
      'data-item': entityKey(entity),
      'data-status': entity.state,
      'aria-busy': busy ? 'true' : null,
    },
    h('div', { class: 'reading__line' }, choose, link),
    isRenamed ? renameForm(entity) : entityButtons(entity, rights, busy),
  );
}

/** What names an attribution in the list; empty for none. */
export function attributionKey(item) {
  return item ? `attribution:${item.place}` : '';
}

/** What names an entity in the list: its id, or its name where it has none (dates, amounts). */
export function entityKey(entity) {
  return `entity:${entity.id ?? `${entity.kind}/${entity.name}`}`;
}
