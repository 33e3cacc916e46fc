/**
 * A revision's sentences: click one, or walk them with the arrow keys, to see when it appeared.
 *
 * Without this script each is a plain link to the same page with the answer in it.
 */

const prose = document.querySelector('[data-sentences]');
const answer = document.querySelector('[data-origin]');
const sentences = prose ? [...prose.querySelectorAll('[data-sentence]')] : [];
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
const AGAIN = 2000;
let asked = 0;

function mark(chosen) {
  for (const sentence of sentences) {
    sentence.tabIndex = sentence === chosen ? 0 : -1;
    if (sentence === chosen) sentence.setAttribute('aria-current', 'true');
    else sentence.removeAttribute('aria-current');
  }
}

async function show(sentence) {
  mark(sentence);
  asked += 1;
  const mine = asked;
  answer.setAttribute('aria-busy', 'true');
  let html = '<p class="desk-note" role="alert">The newsroom cannot be reached. Try again.</p>';
  try {
    const url = new URL(prose.dataset.url, window.location.href);
    url.searchParams.set('sentence', sentence.dataset.sentence);
    const response = await fetch(url, { headers: { 'X-Requested-With': 'XMLHttpRequest' }, redirect: 'error' });
    if (response.ok) html = await response.text(); // our own server's escaped HTML
  } catch {
    // The alert above says what to do.
  }
  if (mine !== asked) return;
  answer.innerHTML = html;
  answer.removeAttribute('aria-busy');
  if (answer.querySelector('[data-again]')) setTimeout(() => mine === asked && show(sentence), AGAIN);
}

prose?.addEventListener('click', (event) => {
  const sentence = event.target.closest('[data-sentence]');
  if (!sentence || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  show(sentence);
});

prose?.addEventListener('keydown', (event) => {
  const sentence = event.target.closest('[data-sentence]');
  const step = STEPS[event.key];
  if (!sentence || !step || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const next = sentences[sentences.indexOf(sentence) + step];
  if (!next) return;
  mark(next);
  next.focus();
});

if (sentences.length) mark(sentences.find((sentence) => sentence.hasAttribute('aria-current')) ?? sentences[0]);
