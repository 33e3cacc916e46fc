// Buttons that put the text of a field on the clipboard: <button data-copy="#id">. Where the browser does
// not allow that, the text is selected, so that the keyboard can.

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.querySelector(button.dataset.copy);
  const said = button.parentElement.querySelector("[data-copied]");
  if (!field) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(field.value);
      if (said) said.textContent = "Copied.";
    } catch {
      field.focus();
      field.select();
      if (said) said.textContent = "Selected: copy it with the keyboard.";
    }
  });
}
