/**
 * Where in the editor's form somebody is: the content path of a block or field, and its name in words.
 */

const PATH = '[data-contentpath]';
const DEPTH = 2; // a field, or a block of the body; what is inside a block counts as the block

function chain(element) {
  const steps = [];
  for (let at = element.closest(PATH); at; at = at.parentElement?.closest(PATH)) steps.unshift(at);
  return steps.filter((step) => step.dataset.contentpath);
}

/** "title", "body.<block id>"…; "" outside of every field. */
export function pathOf(element) {
  return chain(element)
    .slice(0, DEPTH)
    .map((step) => step.dataset.contentpath)
    .join('.');
}

/** The element of a place; null where this window does not have it (yet). */
export function elementAt(path) {
  let found = document.querySelector('[data-edit-form]');
  for (const step of path.split('.')) {
    const next = found?.querySelector(`[data-contentpath="${CSS.escape(step)}"]`);
    if (!next) return step === path.split('.')[0] ? null : found;
    found = next;
  }
  return found;
}

function positionIn(field, block) {
  const blocks = [...field.querySelectorAll(PATH)].filter((each) => each.parentElement.closest(PATH) === field);
  return blocks.indexOf(block) + 1;
}

function labelOf(field) {
  const label = field.querySelector('label') ?? field.closest('section')?.querySelector('h2');
  const words = label?.textContent.replaceAll(/[*\s]+/g, ' ').trim();
  return words ? words[0].toLowerCase() + words.slice(1) : '';
}

/** A place in words: "in the headline", "in block 3 of the body"; "" where that cannot be told. */
export function wordsFor(path) {
  const [first] = path.split('.');
  if (!first) return '';
  if (first === 'title') return 'in the headline';
  const field = document.querySelector(`[data-edit-form] [data-contentpath="${CSS.escape(first)}"]`);
  if (!field) return '';
  const name = first === 'body' ? 'body' : labelOf(field) || first.replaceAll('_', ' ');
  const element = elementAt(path);
  const position = path.includes('.') && element !== field ? positionIn(field, element) : 0;
  return position ? `in block ${position} of the ${name}` : `in the ${name}`;
}
