// Esc leaves the form and keeps the old text; typed text is never lost without asking.
(() => {
  "use strict";
  const frame = document.querySelector("[data-escape-to]");
  if (!frame) {
    return;
  }
  const form = frame.querySelector("form");
  const read = () => JSON.stringify([...new FormData(form)].map(([name, value]) => [name, String(value)]));
  const before = read();
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) {
      return;
    }
    if (read() === before || window.confirm("Stoppen zonder op te slaan? Wat u typte, gaat verloren.")) {
      window.location.assign(frame.dataset.escapeTo);
    }
  });
})();
