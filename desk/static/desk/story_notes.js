/** What others did to the story while it is open here: saved it, locked it, took a lock over. */

import { announceEdits, fingerprint } from './autosave_guard.js';
import { leaveFor, send } from './posting.js';

const NO_MORE = 'This page saves no more: what you write on here is kept in this browser until you merge.';

export class StoryNotes {
  constructor({ form, root, kept, notes, saving, time }) {
    Object.assign(this, { form, root, kept, notes, saving, time });
    this.known = Date.parse(form.elements.loaded_revision_created_at?.value ?? '') || 0;
    this.lock = undefined;
    this.sentPrint = '';
  }

  start() {
    document.addEventListener('desk:presence', ({ detail }) => this.heard(detail));
    // What was sent, not what stands in the form by the time that the answer comes.
    document.addEventListener('w-autosave:save', ({ detail }) => {
      this.sentPrint = fingerprint(detail.formData);
    });
    document.addEventListener('w-autosave:success', ({ detail }) => {
      this.known = Math.max(this.known, Date.parse(detail?.data?.revision_created_at ?? '') || 0);
      this.notes.clear('newer');
    });
    document.addEventListener('desk:refused', ({ detail }) => this.refused(detail));
    document.addEventListener('desk:kept-apart', ({ detail }) => this.keptApart(detail, { isThisPage: false }));
  }

  heard({ saved, lock }) {
    if (lock !== undefined) this.heardOfLock(lock);
    if (saved?.at && !this.saving.isRefused) this.heardOfSave(saved);
  }

  heardOfSave(saved) {
    const isOwn = saved.mine && (this.saving.isUnderWay || this.saving.state !== 'fine');
    if (!this.known || isOwn || Date.parse(saved.at) <= this.known) return;
    const who = saved.mine ? 'You saved a newer version in another window' : `${saved.by || 'Somebody'} saved a newer version`;
    const words = this.kept.hasText
      ? 'Yours is not saved over it: it will be kept beside it, and both can be merged.'
      : 'This page still shows the older one. Load the newer one before you write on.';
    const load = { label: 'Load the newer version', act: () => leaveFor(''), isMain: true };
    this.notes.show('newer', { title: `${who} at ${this.time(saved.at)}.`, words, acts: this.kept.hasText ? [] : [load] });
  }

  /** The lock as the page was loaded with is said by Wagtail; here what became of it since. */
  heardOfLock(lock) {
    const before = this.lock;
    this.lock = lock;
    if (before === undefined || JSON.stringify(before) === JSON.stringify(lock)) return;
    if (!lock) {
      this.notes.show('lock', { tone: 'good', title: 'The lock on this story was lifted.', words: 'Whoever may edit it can save it again.' });
    } else if (lock.mine) {
      this.notes.clear('lock');
    } else {
      if (this.notes.has('refused')) return;
      const did = before ? 'took over the lock on this story' : 'locked this story';
      this.lockTitle = `${lock.by} ${did} at ${this.time(lock.at)}.`;
      this.notes.show('lock', {
        tone: 'bad',
        title: this.lockTitle,
        words: 'Only they can save it now. What you write on here is kept as a text of yours, and can be merged.',
        acts: this.root.dataset.lockUrl ? [{ label: 'Take over the lock…', href: this.root.dataset.lockUrl }] : [],
      });
      this.kept.keep().then(() => this.kept.hasText && announceEdits(this.form));
    }
  }

  refused({ response }) {
    this.notes.clear('newer');
    const said = response.reason === 'locked' && this.lockTitle ? { ...response, error_message: this.lockTitle } : response;
    this.notes.clear('lock');
    this.keptApart(said, { isThisPage: true });
  }

  keptApart({ error_message: title, draft }, { isThisPage }) {
    const acts = [];
    if (draft?.merge_url) acts.push({ label: 'Merge', isMain: true, act: () => this.merge(draft.merge_url, isThisPage) });
    if (draft) acts.push({ label: 'Look at your text', href: draft.url, blank: true });
    if (isThisPage && !draft) acts.push({ label: 'Load the newest version', isMain: true, act: () => this.loadNewest() });
    else acts.push({ label: 'Open the newest version', href: window.location.pathname, blank: true });
    const words = draft ? `Your text is kept for you in the newsroom. ${isThisPage ? NO_MORE : ''}` : 'You had changed no words.';
    const note = this.notes.show(isThisPage ? 'refused' : 'kept-apart', { tone: 'bad', title, words, acts });
    if (!isThisPage) note.focus(); // in this page somebody may be typing
  }

  async loadNewest() {
    await this.kept.keep();
    leaveFor('');
  }

  /** Before one merges, the newsroom gets what was written since. */
  async merge(mergeUrl, isThisPage) {
    let url = mergeUrl;
    if (isThisPage) {
      await this.kept.keep();
      if (this.kept.record && this.kept.record.print !== this.sentPrint) {
        const answer = await send(this.form.action, this.kept.record.entries);
        if (!answer.told?.draft) {
          this.saving.say(answer.state === 'refused' ? 'trouble' : answer.state)?.focus();
          return;
        }
        url = answer.told.draft.merge_url;
      }
      await this.kept.stop();
    }
    leaveFor(url);
  }
}
