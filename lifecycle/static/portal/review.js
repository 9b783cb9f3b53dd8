/* Puts blocks and figures into the text where the cursor stands. */

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-insert]");
  if (!button) return;
  const box = button.closest("form").querySelector("textarea[name=body]");
  box.setRangeText(button.dataset.insert, box.selectionStart, box.selectionEnd, "end");
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
});

/* Asks before typed text would be lost. */
document.addEventListener("input", (event) => {
  const form = event.target.closest("[data-writes]");
  if (form) form.dataset.changed = "yes";
});
document.addEventListener("submit", (event) => delete event.target.dataset.changed);
window.addEventListener("beforeunload", (event) => {
  if (document.querySelector("[data-writes][data-changed]")) event.preventDefault();
});
