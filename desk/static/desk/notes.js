/** Notes above the editor's form: what became of the text, and what can be done. One of each kind at a time. */

export class Notes {
  constructor(form) {
    this.region = document.createElement('div');
    this.region.className = 'desk-notes';
    this.region.dataset.notes = '';
    this.region.setAttribute('role', 'status');
    form.before(this.region);
    this.shown = new Map();
  }

  /**
   * Show or replace the note of a kind. `tone`: warn, bad or good. `acts`: [{ label, href?, blank?, act?, isMain? }].
   */
  show(kind, { tone = 'warn', title, words = '', acts = [], more = null }) {
    const note = document.createElement('section');
    note.className = `desk-note-bar desk-note-bar--${tone}`;
    note.dataset.note = kind;
    note.tabIndex = -1;
    const heading = document.createElement('strong');
    heading.textContent = title;
    const text = document.createElement('p');
    text.textContent = words;
    text.dataset.noteWords = '';
    note.append(heading, text);
    if (more) note.append(more);
    if (acts.length) note.append(this.buttons(acts));
    const before = this.shown.get(kind);
    if (before && before.textContent === note.textContent) return before;
    if (before) before.replaceWith(note);
    else this.region.append(note);
    this.shown.set(kind, note);
    return note;
  }

  buttons(acts) {
    const row = document.createElement('div');
    row.className = 'desk-note-bar__acts';
    for (const { label, href, blank, act, isMain } of acts) {
      const button = document.createElement(href ? 'a' : 'button');
      button.className = `button button-small${isMain ? '' : ' button-secondary'}`;
      button.textContent = label;
      if (href) button.href = href;
      else button.type = 'button';
      if (blank) Object.assign(button, { target: '_blank', rel: 'noreferrer' });
      if (act) button.addEventListener('click', (event) => act(event));
      row.append(button);
    }
    return row;
  }

  clear(...kinds) {
    for (const kind of kinds) {
      this.shown.get(kind)?.remove();
      this.shown.delete(kind);
    }
  }

  has(kind) {
    return this.shown.has(kind);
  }
}
