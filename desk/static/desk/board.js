// The board: a card is dragged to a column, or moved by its menu. What the workflow does not allow is told.

import { act, tell } from './acts.js';

const CARD = '[data-claim]';
let dragged = null;

const movesOf = (card) => JSON.parse(card.dataset.moves);

function follow(card, move) {
  const claim = card.dataset.claim;
  if (move.how === 'page') location.assign(move.url);
  else if (move.how === 'assign') document.dispatchEvent(new CustomEvent('desk:assign', { detail: { claim } }));
  else act(move.act, [claim]);
}

function refuse(card, column) {
  const label = (name) => document.querySelector(`[data-column="${name}"]`)?.dataset.label;
  const ways = [...new Set(movesOf(card).map((move) => label(move.to)).filter(Boolean))];
  const from = card.closest('[data-column]').dataset.label;
  const on = ways.length ? `It may go to: ${ways.join(', ')}.` : 'You cannot move it from there.';
  tell(`From “${from}” a claim cannot be moved to “${column.dataset.label}”. ${on}`);
}

function mark(card) {
  const ways = card ? new Set(movesOf(card).map((move) => move.to)) : new Set();
  for (const column of document.querySelectorAll('[data-column]')) {
    const isOwn = card && column.contains(card);
    column.classList.toggle('desk-board__column--open', ways.has(column.dataset.column));
    column.classList.toggle('desk-board__column--shut', Boolean(card) && !isOwn && !ways.has(column.dataset.column));
  }
}

document.addEventListener('dragstart', (event) => {
  dragged = event.target.closest?.(CARD) ?? null;
  if (!dragged) return;
  event.dataTransfer.effectAllowed = 'move';
  event.dataTransfer.setData('text/plain', dragged.dataset.claim);
  mark(dragged);
});

document.addEventListener('dragover', (event) => {
  if (dragged && event.target.closest?.('[data-column]')) event.preventDefault();
});

document.addEventListener('drop', (event) => {
  const column = event.target.closest?.('[data-column]');
  if (!dragged || !column) return;
  event.preventDefault();
  const card = dragged;
  if (column.contains(card)) return;
  const move = movesOf(card).find((each) => each.to === column.dataset.column);
  if (move) follow(card, move);
  else refuse(card, column);
});

document.addEventListener('dragend', () => {
  dragged = null;
  mark(null);
});

document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-move]');
  const card = button?.closest(CARD);
  if (card) follow(card, movesOf(card).find((move) => move.act === button.dataset.move));
  for (const menu of document.querySelectorAll('[data-moves-menu][open]')) {
    if (!menu.contains(event.target) || button) menu.open = false;
  }
});

document.addEventListener('keydown', (event) => {
  const menu = event.key === 'Escape' && event.target.closest?.('[data-moves-menu][open]');
  if (!menu) return;
  menu.open = false;
  menu.querySelector('summary').focus();
});
