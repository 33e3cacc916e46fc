/**
 * The words of the editor: from a place `[segment, start, end]` of the reading to a DOM range.
 *
 * A segment is found by its StreamField block id (or field name) and its Draft.js key; what the writer
 * has typed since is taken into account, and words that cannot be found with certainty have no range.
 */

import { spanToUnits } from './codepoints.js';
import { follow, onlyPlace } from './follow.js';

const FORM = '[data-edit-form]';

/** The element that holds all of the editor's text. */
export function editorRoot() {
  return document.querySelector(FORM);
}

/** The headline's input or text area. */
export function headlineField() {
  return document.getElementById('id_title');
}

function blockRoot(block) {
  return editorRoot()?.querySelector(`[data-contentpath="${CSS.escape(block)}"]`) ?? null;
}

function paragraphsOf(root) {
  return [...root.querySelectorAll('[data-block="true"][data-offset-key]')];
}

function keyOf(paragraph) {
  return paragraph.dataset.offsetKey.replace(/-0-0$/, '');
}

/** The paragraph with a Draft.js key; "#2" names the third one where the text was stored without keys. */
function paragraphOf(root, key) {
  const paragraphs = paragraphsOf(root);
  const nth = /^#(\d+)$/.exec(key);
  return nth ? paragraphs[Number(nth[1])] : paragraphs.find((paragraph) => keyOf(paragraph) === key);
}

function textNodes(paragraph) {
  const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement.closest('[data-text="true"]') ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_REJECT,
  );
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  return nodes;
}

/** What a paragraph of the editor says now. */
export function textOf(paragraph) {
  return textNodes(paragraph)
    .map((node) => node.data)
    .join('');
}

function rangeIn(paragraph, start, end) {
  const range = new Range();
  let passed = 0;
  let begun = false;
  for (const node of textNodes(paragraph)) {
    const next = passed + node.length;
    if (!begun && start < next) {
      range.setStart(node, start - passed);
      begun = true;
    }
    if (begun && end <= next) {
      range.setEnd(node, end - passed);
      return range;
    }
    passed = next;
  }
  return null;
}

/** The DOM range of a place, or null where its words do not stand in the editor any more. */
export function rangeOf(segments, [index, start, end]) {
  const segment = segments[index];
  const root = blockRoot(segment.block);
  if (!root) return null;
  const [first, last] = spanToUnits(segment.text, start, end);
  const words = segment.text.slice(first, last);
  const own = paragraphOf(root, segment.key);
  if (own) {
    const now = textOf(own);
    const found = follow(segment.text, now, first, last);
    if (found && now.slice(...found) === words) return rangeIn(own, ...found);
  }
  // A paragraph that was split or pasted has another key: take the words where they stand but once.
  const elsewhere = paragraphsOf(root)
    .map((paragraph) => [paragraph, onlyPlace(textOf(paragraph), words)])
    .filter(([, found]) => found);
  return elsewhere.length === 1 ? rangeIn(elsewhere[0][0], ...elsewhere[0][1]) : null;
}

/** [start, end) of a place in the headline's field as it stands now, or null. */
export function headlineSpan(segments, [index, start, end]) {
  const segment = segments[index];
  const field = headlineField();
  if (segment.block !== 'headline' || !field) return null;
  const [first, last] = spanToUnits(segment.text, start, end);
  // The headline is read without outer space, which the field may still have.
  return onlyPlace(field.value, segment.text)
    ? [first, last].map((offset) => offset + field.value.indexOf(segment.text))
    : onlyPlace(field.value, segment.text.slice(first, last));
}
