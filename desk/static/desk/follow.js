/**
 * Where words that were read in one text stand in the text that is being typed now.
 *
 * Pure functions over strings, offsets in UTF-16 units. They answer null rather than guess.
 */

function commonPrefix(before, after) {
  const most = Math.min(before.length, after.length);
  let length = 0;
  while (length < most && before[length] === after[length]) length += 1;
  return length;
}

function commonSuffix(before, after, most) {
  let length = 0;
  while (length < most && before[before.length - 1 - length] === after[after.length - 1 - length]) length += 1;
  return length;
}

/** [start, end) of `before` in `after`, or null when the edit touched it and its words are not elsewhere once. */
export function follow(before, after, start, end) {
  if (before === after) return [start, end];
  const prefix = commonPrefix(before, after);
  if (end <= prefix) return [start, end];
  const suffix = commonSuffix(before, after, Math.min(before.length, after.length) - prefix);
  if (start >= before.length - suffix) {
    const shift = after.length - before.length;
    return [start + shift, end + shift];
  }
  return onlyPlace(after, before.slice(start, end));
}

/** The one place of `words` in `text`; null where there is none, or more than one. */
export function onlyPlace(text, words) {
  const at = text.indexOf(words);
  if (at < 0 || !words || text.indexOf(words, at + 1) >= 0) return null;
  return [at, at + words.length];
}
