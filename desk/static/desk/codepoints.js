/**
 * Python counts code points, the browser UTF-16 units. This is the edge between them.
 */

const ASTRAL = /[\u{10000}-\u{10FFFF}]/u;

/** The UTF-16 offset in `text` of the code point at `offset`; the end of the text for anything beyond. */
export function toUnits(text, offset) {
  if (!ASTRAL.test(text)) return Math.min(offset, text.length);
  let units = 0;
  for (let passed = 0; passed < offset && units < text.length; passed += 1) {
    units += text.codePointAt(units) > 0xffff ? 2 : 1;
  }
  return units;
}

/** [start, end) in code points of `text` as [start, end) in UTF-16 units. */
export function spanToUnits(text, start, end) {
  const first = toUnits(text, start);
  return [first, first + toUnits(text.slice(first), end - start)];
}
