/** Send a form's data as autosave sends it, for a text that no page shows any more. */

function token() {
  return document.querySelector('[data-edit-form] [name="csrfmiddlewaretoken"]')?.value ?? '';
}

function dataOf(entries) {
  const data = new FormData();
  for (const [name, value] of entries) data.append(name, value);
  data.set('csrfmiddlewaretoken', token());
  return data;
}

/**
 * Resolves to { state, told }: 'saved', 'refused' (kept apart by the newsroom), 'invalid', 'loggedout',
 * 'trouble' or 'unreachable'; `told` is the newsroom's answer where there is one.
 */
export async function send(action, entries) {
  let response;
  try {
    response = await fetch(action, { method: 'POST', body: dataOf(entries), headers: { Accept: 'application/json' } });
  } catch {
    return { state: 'unreachable', told: null };
  }
  if (response.redirected && response.url.includes('/login/')) return { state: 'loggedout', told: null };
  let told = null;
  try {
    told = await response.json();
  } catch {
    return { state: 'trouble', told };
  }
  if (told.success) return { state: 'saved', told };
  if (told.error_code === 'validation_error') return { state: 'invalid', told };
  return { state: ['invalid_revision', 'locked'].includes(told.error_code) ? 'refused' : 'trouble', told };
}

/** Ask JSON of the desk with a form's data; null where there is no such answer. */
export async function askAbout(url, entries) {
  try {
    const response = await fetch(url, { method: 'POST', body: dataOf(entries), headers: { Accept: 'application/json' } });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

/** Send it as the button Save draft does: the page that answers shows the text, and what is wrong in it. */
export function sendAsPage(action, entries) {
  const form = document.createElement('form');
  Object.assign(form, { method: 'post', action, hidden: true });
  for (const [name, value] of dataOf(entries)) {
    const field = document.createElement('textarea'); // an input would lose the line breaks
    Object.assign(field, { name, value });
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}

/** Leave the page without Wagtail's question about unsaved edits: they are kept elsewhere. */
export function leaveFor(url) {
  const form = document.querySelector('[data-edit-form]');
  if (form) form.dataset.wUnsavedConfirmationValue = 'false';
  // The attribute is read by an observer, after us.
  setTimeout(() => (url ? window.location.assign(url) : window.location.reload()), 50);
}
