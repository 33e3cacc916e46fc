/** The passage of the story that somebody has selected, or in which the cursor is, as the desk is asked about it. */

import { editorRoot, textOf } from './editor_text.js';

const BLOCK = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

function blockOf(paragraph) {
  const names = [];
  for (let at = paragraph.closest('[data-contentpath]'); at; at = at.parentElement.closest('[data-contentpath]')) {
    names.push(at.dataset.contentpath);
  }
  return names.find((name) => BLOCK.test(name)) ?? names[0] ?? '';
}

/** How many code points the first `units` of a text are. */
export function codePoints(text, units) {
  return Array.from(text.slice(0, units)).length;
}

/** The paragraph of rich text that a node is in; null outside of the story's words. */
export function paragraphAt(node) {
  const element = node?.nodeType === Node.ELEMENT_NODE ? node : node?.parentElement;
  const paragraph = element?.closest('[data-block="true"][data-offset-key]');
  return paragraph && editorRoot()?.contains(paragraph) ? paragraph : null;
}

/** Block, key and words of a paragraph. */
export function placeOf(paragraph) {
  const key = paragraph.dataset.offsetKey.replace(/-0-0$/, '');
  return { block: blockOf(paragraph), key, text: textOf(paragraph) };
}

/** How many code points of a paragraph stand before a point in it. */
export function offsetIn(paragraph, node, offset) {
  const before = new Range();
  before.setStart(paragraph, 0);
  before.setEnd(node, offset);
  return codePoints(textOf(paragraph), before.toString().length);
}

/** The selected words of one paragraph (of the first, where several are selected); null where none are. */
export function selectedPassage() {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const paragraph = paragraphAt(range.startContainer);
  if (!paragraph) return null;
  const place = placeOf(paragraph);
  const start = offsetIn(paragraph, range.startContainer, range.startOffset);
  const endsHere = paragraph.contains(range.endContainer);
  const end = endsHere ? offsetIn(paragraph, range.endContainer, range.endOffset) : Array.from(place.text).length;
  return start < end ? { ...place, start, end } : null;
}
