// Small extras of the register form. Everything works without this file.
(() => {
  "use strict";

  // The words are saved while they are typed, and a gentle warning comes back.
  const form = document.querySelector("form[data-autosave]");
  const place = document.getElementById("bewaard");
  if (form && place) {
    let waiting = null;
    const save = async () => {
      try {
        const answer = await fetch(form.dataset.autosave, {
          method: "POST",
          body: new FormData(form),
          headers: { "X-Requested-With": "fetch" },
        });
        if (answer.ok && !answer.redirected) {
          place.innerHTML = await answer.text();
        } else if (answer.redirected || answer.status === 403) {
          place.textContent = "Niet bewaard: u bent niet meer ingelogd. Kies ‘Verder’ en log in. Uw tekst komt dan terug.";
        } else {
          place.textContent = "Niet bewaard: dit concept is er niet meer, of de melding is al verstuurd.";
        }
      } catch {
        place.textContent = "Geen verbinding. Uw tekst staat nog op dit scherm.";
      }
    };
    form.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(save, 800);
    });
    form.addEventListener("submit", () => clearTimeout(waiting));
  }

  // A report is sent once; the server sees to that, this only keeps the button from inviting a second press.
  for (const once of document.querySelectorAll("form[data-once]")) {
    once.addEventListener("submit", () => {
      const button = once.querySelector("button[type=submit]");
      setTimeout(() => { button.disabled = true; button.textContent = "Bezig met versturen"; }, 0);
    });
  }

  // "Nothing yet" and something done exclude each other.
  const nothing = document.querySelector("input[name=actions_taken][value=niets]");
  if (nothing) {
    const others = [...document.querySelectorAll("input[name=actions_taken]")].filter((box) => box !== nothing);
    nothing.addEventListener("change", () => { if (nothing.checked) others.forEach((box) => { box.checked = false; }); });
    others.forEach((box) => box.addEventListener("change", () => { if (box.checked) nothing.checked = false; }));
  }
})();
