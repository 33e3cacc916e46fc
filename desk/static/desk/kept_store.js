/**
 * Texts that could not be saved yet, kept in this browser (IndexedDB), each under its writer's account.
 *
 * A record: { key, user, story, window, at, headline, action, entries, print }. Nobody is ever shown the
 * records of another account; old ones and those beyond a number go.
 */

const MOST = 40;
const LONGEST = 30 * 24 * 3600 * 1000; // a month

function promised(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

let opened;

function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open('newsroom', 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('kept', { keyPath: 'key' }).createIndex('user', 'user');
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function store(mode) {
  return (await database()).transaction('kept', mode, { durability: 'strict' }).objectStore('kept');
}

export const keyOf = ({ user, story, window }) => `${user}/${story}/${window}`;

export async function put(record) {
  await promised((await store('readwrite')).put({ ...record, key: keyOf(record) }));
}

export async function remove(record) {
  await promised((await store('readwrite')).delete(keyOf(record)));
}

/** A user's records, newest first. */
export async function recordsOf(user) {
  const found = await promised((await store('readonly')).index('user').getAll(user));
  return found.sort((one, other) => other.at.localeCompare(one.at));
}

/** Let go what is too old, of whomever, and what is beyond the number for one user. */
export async function prune(user) {
  const dead = (await promised((await store('readonly')).getAll())).filter(({ at }) => Date.now() - Date.parse(at) > LONGEST);
  const beyond = (await recordsOf(user)).slice(MOST);
  for (const record of [...dead, ...beyond]) await remove(record);
}

/** Hold a sign for as long as this page lives, so that others tell its text from one left behind. */
export function live(windowId) {
  navigator.locks?.request(`newsroom-${windowId}`, () => new Promise(() => {}));
}

/** Whether the page that kept a record is gone. Where browsers cannot tell (no TLS), it counts as gone. */
export async function isLeftBehind({ window }) {
  if (!navigator.locks) return true;
  return navigator.locks.request(`newsroom-${window}`, { ifAvailable: true }, (lock) => lock !== null);
}
