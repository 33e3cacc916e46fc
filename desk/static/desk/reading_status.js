/**
 * How far the reading is, in words. Pure: from the server's answer to what is shown and announced.
 */

function clock(iso) {
  if (!iso) return '';
  const at = new Date(iso);
  const today = at.toDateString() === new Date().toDateString();
  const format = today ? { timeStyle: 'short' } : { dateStyle: 'medium', timeStyle: 'short' };
  return new Intl.DateTimeFormat(document.documentElement.lang || 'en-GB', format).format(at);
}

function wordsFor(panel) {
  if (panel.state === 'failed') return 'The reader failed on this text.';
  if (panel.saving) return 'Autosaved. It is read as soon as you pause.';
  if (panel.state === 'reading') return 'Reading…';
  if (panel.state === 'waiting') return panel.retry_at ? `It failed and is tried again at ${clock(panel.retry_at)}.` : 'Saved. Waiting to be read…';
  if (panel.refusal) return panel.refusal;
  if (panel.state === 'done') return `Read: ${panel.summary}.`;
  return 'Write and save: the story is read whenever you pause.';
}

function noteFor(panel) {
  if (panel.error) return panel.error;
  if (panel.refusal && !panel.saving) return `Revision ${panel.revision} was not read.`;
  if (panel.state === 'done' && !panel.saving) return `Revision ${panel.revision}, read by ${panel.reader} at ${clock(panel.read_at)}`;
  if (panel.shown && panel.shown !== panel.revision) return `Below: what was read in revision ${panel.shown}.`;
  return '';
}

/** `{state, words, note, canRetry, announcement}` for a panel. */
export function statusWords(panel) {
  const state = panel.saving && panel.state !== 'failed' ? 'waiting' : panel.state;
  const isDone = panel.state === 'done' && !panel.saving;
  let announcement = '';
  if (isDone) announcement = panel.refusal || `Reading done: ${panel.summary}.`;
  if (panel.state === 'failed') announcement = 'Reading failed.';
  return {
    state,
    words: wordsFor(panel),
    note: noteFor(panel),
    canRetry: panel.state === 'failed' && Boolean(panel.rights?.retry),
    announcement,
  };
}
