// On every page of somebody who may report: what waits on this phone is sent, shown in words, and not lost at sign-out.
(() => {
  "use strict";
  const me = document.currentScript.dataset;
  const known = document.getElementById("bekend");
  const kept = window.vptKept;
  if (!kept || !window.indexedDB) return;
  const places = known ? JSON.parse(known.textContent).places : JSON.parse(me.places);
  const isShell = Boolean(known);
  const HALF_DAY = 12 * 3600 * 1000;

  const clock = (moment) => new Date(moment).toLocaleTimeString("nl-NL", { hour: "2-digit", minute: "2-digit" });
  const owner = async () => (isShell ? ((await kept.about()) || {}).owner || "" : me.owner);

  // The form for a phone without signal knows whose it is, and nothing else of the account.
  const remember = async () => {
    if (isShell) return;
    const account = await kept.about();
    if (!me.owner) {
      if (account) await kept.forgetAccount();
      return;
    }
    if (account && account.owner === me.owner && Date.now() - account.at < HALF_DAY) return;
    const pass = await kept.ticket(places);
    if (pass.state === "ok") await kept.setAbout({ owner: me.owner, organisations: pass.organisations, at: Date.now() });
  };

  const element = (tag, words, kind) => {
    const made = document.createElement(tag);
    if (words) made.textContent = words;
    if (kind) made.className = kind;
    return made;
  };
  const link = (address, words, kind) => {
    const made = element("a", words, kind);
    made.href = address;
    return made;
  };

  const REASONS = {
    "zonder-bereik": "Er is nu geen bereik. De melding gaat vanzelf als u weer bereik heeft.",
    afgemeld: "Meld u aan om te versturen.",
  };

  const reportLine = (report, reason) => {
    const line = element("li");
    const address = `${places.shell}#${report.key}/`;
    const name = `${report.state === "concept" ? "Concept" : "Melding"} van ${clock(report.begunAt)} uur`;
    line.append(link(address + "controle", name, "draft-title"));
    const where = element("span", "Staat alleen op deze telefoon.", "draft-hint");
    line.append(where);
    if (report.state === "terug") where.textContent += ` ${report.words}`;
    if (report.state === "klaar" && REASONS[reason]) where.textContent += ` ${REASONS[reason]}`;
    if (report.state === "klaar" && reason === "afgemeld") {
      line.append(link(`${places.signIn}?next=${encodeURIComponent(places.start)}`, "Meld u aan"));
    }
    if (report.state === "klaar" && reason !== "afgemeld") {
      const button = element("button", "Verstuur nu", "btn btn-outline-primary");
      button.type = "button";
      button.addEventListener("click", () => sendNow());
      line.append(button);
    }
    return line;
  };

  const receiptLine = (receipt) => {
    const line = element("li");
    line.append(link(receipt.url, `Melding ${receipt.reference}`, "draft-title"));
    line.append(element("span", `Verstuurd om ${receipt.sent_at}. De tekst staat niet meer op deze telefoon.`, "draft-hint"));
    return line;
  };

  const show = async (reason) => {
    const place = document.getElementById("op-telefoon");
    if (!place) return;
    const mine = await owner();
    const found = await kept.reports();
    const own = found.filter((report) => report.owner === mine);
    const lines = own.map((report) => reportLine(report, reason));
    if (mine) lines.push(...(await kept.receipts(mine)).map(receiptLine));
    const others = found.length - own.length;
    if (others) {
      const many = others === 1 ? "1 melding" : `${others} meldingen`;
      const go = others === 1 ? "Die gaat" : "Die gaan";
      lines.push(element("li", `Hier wacht ook ${many} van een ander account. ${go} pas weg als die collega zich op deze telefoon aanmeldt. U kunt er niet bij.`));
    }
    place.querySelector("ul").replaceChildren(...lines);
    place.hidden = lines.length === 0;
  };

  const tell = async (result) => {
    await show(result.state);
    document.dispatchEvent(new CustomEvent("vpt-verstuurd", { detail: result }));
  };

  // Asked again while it is busy, it goes once more: the signal may have come back in between.
  let busy = null;
  let again = false;
  const sendNow = () => {
    again = busy !== null;
    busy ??= (async () => {
      try {
        let result;
        do {
          again = false;
          result = await kept.send(places);
          await tell(result);
        } while (again);
        return result;
      } finally {
        busy = null;
      }
    })();
    return busy;
  };

  const askSync = async () => {
    const registration = await navigator.serviceWorker?.ready;
    try {
      await registration?.sync?.register("vpt-versturen");
    } catch {
      // this browser sends when the portal is opened again
    }
  };

  // --- signing out: what was not sent is not lost without a word ----------------------------------------------------
  const guard = () => {
    const out = me.signOut;
    if (!out) return;
    const note = document.getElementById("nog-op-telefoon");
    for (const form of document.querySelectorAll("form[method=post]")) {
      if (new URL(form.action).pathname !== out) continue;
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        event.stopPropagation();
        leave(form, event.submitter, note);
      }, true);
    }
    if (note) tellAtSignOut(note);
  };

  const unsent = async () => (await kept.reports()).filter((report) => report.owner === me.owner);

  const tellAtSignOut = async (note) => {
    const waiting = await unsent();
    if (!waiting.length) return;
    note.querySelector("[data-number]").textContent = waiting.length === 1 ? "1 melding" : `${waiting.length} meldingen`;
    note.querySelector("[data-keep]").textContent = waiting.length === 1 ? "De melding blijft" : "De meldingen blijven";
    note.hidden = false;
    document.querySelectorAll("[data-throw-away]").forEach((button) => { button.hidden = false; });
  };

  const leave = async (form, submitter, note) => {
    const waiting = await unsent();
    if (waiting.length && !note) {
      location.assign(me.signOut);
      return;
    }
    if (submitter && submitter.hasAttribute("data-throw-away")) {
      for (const report of waiting) await kept.remove(report.key);
    }
    await kept.forgetAccount();
    if (!(await kept.reports()).length) {
      const empty = element("input");
      empty.type = "hidden";
      empty.name = "leeg";
      empty.value = "1";
      form.append(empty);
    }
    form.submit();
  };

  // --- start --------------------------------------------------------------------------------------------------------
  const start = async () => {
    guard();
    if (isShell) sessionStorage.removeItem("vpt-getypt"); // what was typed in a form of the portal is kept here now
    await remember();
    await show();
    if ((await kept.reports()).some((report) => report.state === "klaar")) await sendNow();
  };
  if ("serviceWorker" in navigator && (isShell || me.owner)) {
    navigator.serviceWorker.register(me.worker || "/service-worker.js", { scope: "/", updateViaCache: "none" }).catch(() => {});
    navigator.serviceWorker.addEventListener("message", (event) => { if (event.data.vpt) tell(event.data.vpt); });
  }
  addEventListener("online", () => sendNow());
  addEventListener("offline", () => show("zonder-bereik"));
  setInterval(async () => {
    if (navigator.onLine && (await kept.reports()).some((report) => report.state === "klaar")) await sendNow();
  }, 20000);
  window.vptPhone = { places, show, sendNow, askSync, clock };
  start();
})();
