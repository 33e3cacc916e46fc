// The comparison of two revisions: N and P step through the changes, and so do two buttons.
// The keys work while the focus is on this page's content, so that they take nothing from other software.

const page = document.querySelector("[data-comparison]");
const text = page?.querySelector("[data-diff]");
const changes = text ? [...text.querySelectorAll("[data-change]")] : [];
const counter = page?.querySelector("[data-change-counter]");
let at = -1;

function step(by) {
  if (!changes.length) return;
  at = at < 0 && by < 0 ? changes.length - 1 : (at + by + changes.length) % changes.length;
  if (counter) counter.textContent = `Change ${at + 1} of ${changes.length}`;
  changes[at].focus({ preventScroll: true });
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  changes[at].scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
}

for (const [name, by] of [["previous", -1], ["next", 1]]) {
  const button = page?.querySelector(`[data-${name}-change]`);
  if (!button || !changes.length) continue;
  button.hidden = false;
  button.addEventListener("click", () => step(by));
}

page?.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const by = { n: 1, p: -1 }[event.key.toLowerCase()];
  if (!by) return;
  event.preventDefault();
  step(by);
});

if (counter && changes.length) {
  counter.textContent = `${changes.length} ${changes.length === 1 ? "change" : "changes"}`;
  counter.hidden = false;
}
if (changes.length) page.focus({ preventScroll: true });
