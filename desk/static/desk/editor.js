/** The article editor beyond Wagtail's: who else is there. One of each for a page. */

import { guardAutosaves } from './autosave_guard.js';
import { Presence } from './presence.js';

const root = document.querySelector('[data-presence]');
const windowId = [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

guardAutosaves();
if (root) new Presence(root, { windowId, isWriting: () => false }).start();
