/**
 * Lights up what was read in the text that is being written, without touching the editor's DOM.
 *
 * Uses the CSS Custom Highlight API; the colours stand in `reading_panel.css`.
 */

import { editorRoot, headlineField, headlineSpan, rangeOf } from './editor_text.js';

const SETTLE = 120; // milliseconds without a keystroke before the text is lit up again
const LAYERS = ['content', 'source', 'cue', 'mention', 'claim', 'chosen'];
const supported = typeof Highlight !== 'undefined' && 'highlights' in CSS;

const layers = {};
let panel = null;
let chosen = [];
let isOn = true;
let timer = null;

function placesByLayer() {
  const places = { content: [], source: [], cue: [], mention: [], claim: [] };
  for (const attribution of panel.attributions) {
    if (attribution.status === 'dismissed') continue;
    for (const part of ['content', 'source', 'cue']) places[part].push(...attribution[part]);
  }
  for (const entity of panel.entities) if (entity.state !== 'rejected') places.mention.push(...entity.places);
  // A claim that only the machine proposes is what its content says already; people's claims stand out.
  const taken = panel.claims.filter((claim) => claim.is_taken_up);
  for (const claim of taken) places.claim.push(...claim.places);
  return places;
}

function rangesOf(places) {
  return places.map((place) => rangeOf(panel.segments, place)).filter(Boolean);
}

function refill(name, ranges) {
  layers[name].clear();
  for (const range of ranges) layers[name].add(range);
}

function apply() {
  timer = null;
  if (!supported || !panel) return;
  const places = isOn ? placesByLayer() : {};
  for (const name of LAYERS) refill(name, name === 'chosen' ? rangesOf(chosen) : rangesOf(places[name] ?? []));
}

function applySoon() {
  if (timer) clearTimeout(timer);
  timer = setTimeout(() => requestAnimationFrame(apply), SETTLE);
}

/** Begin: register the layers and watch the editor's text. */
export function start() {
  if (!supported) return;
  LAYERS.forEach((name, priority) => {
    layers[name] = new Highlight();
    layers[name].priority = priority;
    CSS.highlights.set(`reading-${name}`, layers[name]);
  });
  const root = editorRoot();
  if (root) new MutationObserver(applySoon).observe(root, { subtree: true, childList: true, characterData: true });
}

/** Show another reading; `places` are the chosen ones in it. */
export function show(newPanel, places) {
  panel = newPanel;
  chosen = places;
  apply();
}

/** Light up everything (true) or only what is chosen (false). */
export function switchTo(on) {
  isOn = on;
  apply();
}

function openBlocksAround(element) {
  for (let at = element.closest('[data-panel]'); at; at = at.parentElement?.closest('[data-panel]')) {
    at.querySelector(':scope > * [data-panel-toggle][aria-expanded="false"]')?.click();
  }
}

function scrollTo(element) {
  openBlocksAround(element);
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  element.scrollIntoView({ block: 'center', behavior: still ? 'auto' : 'smooth' });
}

function chooseInHeadline(place) {
  const span = headlineSpan(panel.segments, place);
  if (!span) return false;
  const field = headlineField();
  scrollTo(field);
  field.focus({ preventScroll: true });
  field.setSelectionRange(...span);
  return true;
}

/** Light up the words at `places` and scroll to the first; false where none of them stand in the text now. */
export function choose(places) {
  chosen = places;
  const [first] = rangesOf(places);
  apply();
  if (first) {
    scrollTo(first.startContainer.parentElement);
    return true;
  }
  return places.some(chooseInHeadline);
}
