// What somebody typed is not lost when the session ended before it was sent: it waits in this tab, for this account,
// until the form is opened again. It goes away as soon as another page of the portal opens, and after two hours.
(() => {
  "use strict";
  const SLOT = "vpt-getypt";
  const LONGEST = 2 * 3600 * 1000;
  const { owner, signIn } = document.currentScript.dataset;
  const accounts = signIn.replace(/[^/]+\/$/, "");
  const here = location.pathname + location.search;
  const isAccountPage = location.pathname.startsWith(accounts);
  const TYPED = "textarea, input[type=text], input[type=email], input[type=number], input[type=date], input[type=time], " +
    "input[type=datetime-local], input:not([type]), select, input[type=radio], input[type=checkbox]";

  const read = () => {
    try {
      return JSON.parse(sessionStorage.getItem(SLOT));
    } catch {
      return null;
    }
  };
  const write = (slot) => {
    try {
      sessionStorage.setItem(SLOT, JSON.stringify(slot));
    } catch {
      // no room, or no storage: then it does not wait
    }
  };
  const clear = () => sessionStorage.removeItem(SLOT);
  const fields = (form) => [...form.querySelectorAll(TYPED)].filter((field) => field.name);
  const isTicked = (field) => field.type === "radio" || field.type === "checkbox";

  const keep = (form) => {
    if (!owner || isAccountPage || form.method !== "post" || !form.querySelector("textarea")) return;
    const values = fields(form)
      .filter((field) => !isTicked(field) || field.checked)
      .map((field) => [field.name, field.value]);
    write({ owner, path: here, values, at: Date.now(), stopped: false });
  };

  const fill = (form, values) => {
    for (const field of fields(form)) {
      const given = values.filter(([name]) => name === field.name).map(([, value]) => value);
      if (isTicked(field)) field.checked = given.includes(field.value);
      else if (given.length) field.value = given[0];
    }
  };

  const tell = (form) => {
    const note = document.createElement("p");
    note.className = "gentle";
    note.setAttribute("role", "status");
    note.textContent = "Dit was nog niet bewaard. Wat u typte, staat er weer in.";
    form.prepend(note);
    window.addEventListener("load", () => form.dispatchEvent(new Event("input", { bubbles: true })));
  };

  const bringBack = (slot) => {
    const names = new Set(slot.values.map(([name]) => name));
    const form = [...document.querySelectorAll("form[method=post]")].find((each) =>
      [...each.querySelectorAll("textarea")].some((field) => names.has(field.name)));
    if (!form) return;
    fill(form, slot.values);
    tell(form);
  };

  const start = () => {
    const slot = read();
    if (!slot) return;
    const left = slot.at + LONGEST - Date.now();
    if (!(left > 0 && left <= LONGEST)) {
      clear();
      return;
    }
    const [entry] = performance.getEntriesByType("navigation");
    const isReturn = slot.stopped || (entry && entry.type === "back_forward");
    if (isAccountPage || !owner || document.body.classList.contains("typed-waits")) {
      write({ ...slot, stopped: true });
      setTimeout(clear, left); // the page for signing in may stay open on a shared computer
      return;
    }
    clear();
    if (isReturn && slot.owner === owner && slot.path === here) bringBack(slot);
  };

  start();
  document.addEventListener("submit", (event) => { if (!event.defaultPrevented) keep(event.target); });
})();
