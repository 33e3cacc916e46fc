/**
 * What is typed while an autosave is on its way is autosaved too.
 *
 * Wagtail takes the form as it stands when the answer arrives for what was saved, so the last words
 * of a writer who pauses just then would wait, unsaved and without a warning, for the next keystroke.
 */

const NOT_TEXT = /^(csrfmiddlewaretoken|next|overwrite_revision_id|loaded_revision_.*|comments-.*)$/;

function fingerprint(formData) {
  const entries = [...formData].filter(([name]) => !NOT_TEXT.test(name));
  return JSON.stringify(entries.map(([name, value]) => [name, value instanceof File ? `${value.name}/${value.size}` : value]));
}

let sent = null;

/** Begin to watch; call once. */
export function guardAutosaves() {
  document.addEventListener('w-autosave:save', ({ target, detail }) => {
    sent = { form: target, text: fingerprint(detail.formData) };
  });
  document.addEventListener('w-autosave:success', () => {
    if (!sent || fingerprint(new FormData(sent.form)) === sent.text) return;
    sent.form.dispatchEvent(new CustomEvent('w-unsaved:add', { bubbles: true, cancelable: true, detail: { type: 'edits' } }));
  });
}
