/* Names for the theme's search boxes, which come without any a screen reader could say; printing. */

function nameSearchBoxes() {
  document.querySelectorAll("select.select2-hidden-accessible").forEach((select) => {
    const box = select.nextElementSibling;
    if (!box || !box.classList.contains("select2")) return;
    const name = nameOf(select);
    if (!name) return;
    box.querySelectorAll('[role="combobox"], [role="searchbox"], [role="textbox"]').forEach((field) => {
      const chosen = select.selectedOptions[0] ? select.selectedOptions[0].textContent.trim() : "";
      field.removeAttribute("aria-labelledby");
      field.setAttribute("aria-label", chosen && !select.multiple ? `${name}: ${chosen}` : name);
    });
  });
}

function nameOf(select) {
  const label = select.labels && select.labels[0];
  const heading = select.closest("div.flex.flex-col")?.querySelector("h3, label");
  return (select.getAttribute("aria-label") || (label || heading || {}).textContent || "").trim();
}

window.addEventListener("load", () => {
  let waiting = false;
  const soon = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      nameSearchBoxes();
    });
  };
  new MutationObserver(soon).observe(document.body, { childList: true, subtree: true });
  document.addEventListener("change", soon);
  soon();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
