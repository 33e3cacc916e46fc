/**
 * Acts on claims from list and board: sends them, tells what came of them, and shows the page anew.
 *
 * Dispatches `desk:acted` on the document after each, and `desk:refreshed` when the results were replaced.
 */

const RESULTS = '#listing-results';
const OFFLINE = 'The newsroom cannot be reached. Nothing was done; try again.';
const LOGGED_OUT = 'You are logged out. Log in again in another tab, then try again.';

const form = document.querySelector('[data-acts]');
const said = document.querySelector('[data-said]');

/** Send one act; answers what came of it, or null where it was told already that it went wrong. */
export async function act(name, claims, fields = {}) {
  const body = new URLSearchParams({ ...fields, act: name });
  for (const claim of claims) body.append('claim', claim);
  const answer = await send(body);
  if (answer.error) {
    tell(answer.error);
    return answer;
  }
  tell(answer.said, answer.refused, answer.can_undo);
  document.dispatchEvent(new CustomEvent('desk:acted'));
  await refresh();
  return answer;
}

async function send(body) {
  const headers = {
    Accept: 'application/json',
    'X-CSRFToken': form.elements.csrfmiddlewaretoken.value,
    'X-Requested-With': 'XMLHttpRequest',
  };
  try {
    const response = await fetch(form.action, { method: 'POST', body, headers });
    if (response.headers.get('Content-Type')?.startsWith('application/json')) return await response.json();
    return { error: response.redirected || response.status === 403 ? LOGGED_OUT : OFFLINE };
  } catch {
    return { error: OFFLINE };
  }
}

/** Say something to everybody, those who listen too. */
export function tell(words, refused = [], canUndo = false) {
  said.hidden = false;
  said.querySelector('[data-said-words]').textContent = words;
  said.querySelector('[data-said-refused]').replaceChildren(
    ...refused.map(({ statement, why }) => {
      const item = document.createElement('li');
      item.textContent = `Refused: “${statement}”. ${why}`;
      return item;
    }),
  );
  said.querySelector('[data-undo]').hidden = !canUndo;
}

/** Show list or board as they are now, and keep the focus on the claim that had it. */
export async function refresh() {
  const source = document.querySelector('[data-search-form]')?.getAttribute('action');
  if (!source) return;
  const at = document.activeElement?.closest('[data-claim]')?.dataset.claim;
  const response = await fetch(`${source}${location.search}`, { headers: { 'X-Requested-With': 'XMLHttpRequest' } });
  if (!response.ok || response.redirected) return;
  document.querySelector(RESULTS).innerHTML = await response.text();
  document.dispatchEvent(new CustomEvent('desk:refreshed', { detail: { claim: at } }));
}

said?.querySelector('[data-undo]').addEventListener('click', () => act('undo', []));
said?.querySelector('[data-said-close]').addEventListener('click', () => {
  said.hidden = true;
});
