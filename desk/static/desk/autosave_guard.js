/**
 * Two moments at which Wagtail overlooks what a writer does, closed.
 *
 * For two seconds after a page has loaded, it takes the form as it then stands for what was saved; and
 * when an autosave has been answered, it takes the form as it stands by then for what was sent. Words
 * of either moment would wait, unsaved and without a warning, for the next keystroke.
 */

const NOT_TEXT = /^(csrfmiddlewaretoken|next|overwrite_revision_id|loaded_revision_.*|comments-.*)$/;
const GESTURES = ['beforeinput', 'change', 'click', 'drop'];

function fingerprint(formData) {
  const entries = [...formData].filter(([name]) => !NOT_TEXT.test(name));
  return JSON.stringify(entries.map(([name, value]) => [name, value instanceof File ? `${value.name}/${value.size}` : value]));
}

function hasChangedSince(text, form) {
  return text !== null && fingerprint(new FormData(form)) !== text;
}

function announceEdits(form) {
  form.dispatchEvent(new CustomEvent('w-unsaved:add', { bubbles: true, cancelable: true, detail: { type: 'edits' } }));
}

/** The first gesture tells how the form stood before its writer touched it. */
function guardLoading() {
  let untouched = null;
  const remember = ({ target, isTrusted }) => {
    const form = isTrusted && untouched === null && target.closest?.('[data-edit-form]');
    if (form) untouched = fingerprint(new FormData(form));
  };
  GESTURES.forEach((gesture) => document.addEventListener(gesture, remember, true));
  document.addEventListener('w-unsaved:watch-edits', ({ target }) => {
    GESTURES.forEach((gesture) => document.removeEventListener(gesture, remember, true));
    if (hasChangedSince(untouched, target)) announceEdits(target);
  }, { once: true });
}

function guardAnswers() {
  let sent = null;
  document.addEventListener('w-autosave:save', ({ detail }) => {
    sent = fingerprint(detail.formData);
  });
  document.addEventListener('w-autosave:success', ({ target }) => {
    if (hasChangedSince(sent, target)) announceEdits(target);
  });
}

/** Begin to watch; call once, as early as possible. */
export function guardAutosaves() {
  guardLoading();
  guardAnswers();
}
