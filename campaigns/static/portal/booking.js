// Times in the zone of the visitor's device: at once where we knew none, else one click away.
(() => {
  const form = document.querySelector("form[data-zone]");
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!form || !zone || form.dataset.chosen === "yes") return;
  const select = form.elements.namedItem("zone");
  const known = [...select.options].some((option) => option.value === zone);
  // Asked the same way, so that two names of one zone are one.
  const shown = Intl.DateTimeFormat("en", { timeZone: form.dataset.zone });
  if (!known || zone === shown.resolvedOptions().timeZone) return;
  const there = new URL(location.href);
  there.searchParams.set("zone", zone);
  if (form.dataset.known === "no") {
    location.replace(there);
    return;
  }
  const hint = document.querySelector("[data-zone-hint]");
  hint.querySelector("span").textContent = zone.replaceAll("_", " ");
  hint.querySelector("a").href = there;
  hint.hidden = false;
})();
