/**
 * Two moments at which Wagtail overlooks what a writer does, closed.
 *
 * Two seconds after a page has loaded (or its form was put in another place of the page), it takes the
 * form as it then stands for what was saved; and when an autosave has been answered, it takes the form as
 * it stands by then for what was sent. Words of either moment would wait, unsaved and without a warning,
 * for the next keystroke.
 */

const NOT_TEXT = /^(csrfmiddlewaretoken|next|window|moment|version|overwrite_revision_id|loaded_revision_.*|comments-.*)$/;
const GESTURES = ['beforeinput', 'change', 'click', 'drop'];

/** What the text in a form's data is known by; what goes with every form is no text. */
export function fingerprint(formData) {
  const entries = [...formData].filter(([name]) => !NOT_TEXT.test(name));
  return JSON.stringify(entries.map(([name, value]) => [name, value instanceof File ? `${value.name}/${value.size}` : value]));
}

function hasChangedSince(text, form) {
  return text !== null && fingerprint(new FormData(form)) !== text;
}

/** Have Wagtail save the form as it stands. */
export function announceEdits(form) {
  form.dispatchEvent(new CustomEvent('w-unsaved:add', { bubbles: true, cancelable: true, detail: { type: 'edits' } }));
}

/**
 * Begin to watch; call once, as early as possible. Returns a function that tells the fingerprint of what was
 * saved last: null before the first gesture, "" where the page shows a text that was not saved.
 */
export function guardAutosaves() {
  let saved = null;
  let sent = null;

  // The first gesture tells how the form stood before its writer touched it.
  const remember = ({ target, isTrusted }) => {
    const form = isTrusted && saved === null && target.closest?.('[data-edit-form]');
    if (form) saved = form.dataset.wUnsavedForceValue === 'true' ? '' : fingerprint(new FormData(form));
  };
  const announceIfChanged = ({ target }) => {
    if (target.matches('[data-edit-form]') && hasChangedSince(saved, target)) announceEdits(target);
  };

  GESTURES.forEach((gesture) => document.addEventListener(gesture, remember, true));
  // Wagtail may begin to watch more than once: again whenever the form is put in another place of the page.
  document.addEventListener('w-unsaved:watch-edits', announceIfChanged);
  document.addEventListener('w-autosave:save', ({ detail }) => {
    sent = fingerprint(detail.formData);
  });
  // Before Wagtail hears of it, since it begins to watch anew then.
  document.addEventListener('w-autosave:success', () => {
    saved = sent;
  }, true);
  document.addEventListener('w-autosave:success', announceIfChanged);
  return () => saved;
}
