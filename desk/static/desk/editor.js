/** The article editor beyond Wagtail's: who else is there, and that no word is lost. One of each for a page. */

import { guardAutosaves } from './autosave_guard.js';
import { KeptText } from './kept_text.js';
import { Notes } from './notes.js';
import { Offers } from './offers.js';
import { Presence } from './presence.js';
import { Saving } from './saving.js';
import { StoryNotes } from './story_notes.js';

/** A moment as a clock says it in the zone of whoever reads; with its day where that is not today. */
function clock(zone) {
  const day = new Intl.DateTimeFormat('en-GB', { timeZone: zone, day: 'numeric', month: 'long' });
  const hour = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' });
  return (moment) => {
    const at = new Date(moment);
    return day.format(at) === day.format(new Date()) ? hour.format(at) : `${hour.format(at)} on ${day.format(at)}`;
  };
}

function begin(root, form) {
  const windowId = root.dataset.window;
  const time = clock(root.dataset.zone);
  const notes = new Notes(form);
  const onTrouble = () =>
    notes.show('store', { title: 'This browser keeps nothing.', words: 'Should the newsroom not be reached, what you write here is kept nowhere. Save often.' });
  const kept = new KeptText({ form, root, windowId, saved: guardAutosaves(), onTrouble });
  const presence = new Presence(root, { windowId, isWriting: () => kept.hasText });
  const saving = new Saving({ form, root, presence, kept, notes, time });
  kept.start();
  saving.start();
  new StoryNotes({ form, root, kept, notes, saving, time }).start();
  presence.start();
  new Offers({ root, kept, notes, time }).start().catch(onTrouble);
  document.addEventListener('w-autosave:success', ({ detail }) => detail?.data?.pk && kept.renamed(String(detail.data.pk)));
}

const root = document.querySelector('[data-presence]');
const form = document.querySelector('[data-edit-form]');
if (root && form) begin(root, form);
