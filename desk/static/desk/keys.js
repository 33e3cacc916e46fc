/**
 * Single keys for the desk. They never take a key from a field, a dialog or another programme, and rest
 * where the user switched keyboard shortcuts off in their account.
 */

const config = document.getElementById('wagtail-config');
const isOn = !config || JSON.parse(config.textContent).KEYBOARD_SHORTCUTS_ENABLED !== false;
const FIELDS = 'input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]:not([contenteditable=false])';

/** Whether a key is meant for something else than us. */
function isTaken(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true;
  if (event.target.closest?.(FIELDS)) return true;
  return Boolean(document.querySelector('dialog[open], .w-dialog[aria-hidden="false"], .w-dialog:not([aria-hidden])'));
}

/** `keys({ j: () => …, … })`: what each key does; one that answers false left it to the browser. */
export function keys(doing) {
  if (!isOn) return;
  document.addEventListener('keydown', (event) => {
    if (isTaken(event) || !Object.hasOwn(doing, event.key)) return;
    if (doing[event.key](event) !== false) event.preventDefault();
  });
}
