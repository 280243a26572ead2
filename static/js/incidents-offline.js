// The register form on a phone without signal: the seven questions of the portal, kept on the phone answer by answer.
(() => {
  "use strict";
  const root = document.getElementById("zonder-bereik");
  const kept = window.vptKept;
  const phone = window.vptPhone;
  if (!root || !kept || !phone) return;
  const known = JSON.parse(document.getElementById("bekend").textContent);
  const ORDER = [...known.steps.map((step) => step.slug).filter((slug) => slug !== "melder"), "controle"];
  const screens = new Map([...root.querySelectorAll("[data-screen]")].map((one) => [one.dataset.screen, one]));
  let account = null;
  let report = null;
  let showing = "";

  const go = (screen, { replace = false } = {}) => {
    const address = report ? `#${report.key}/${screen}` : "#";
    if (replace) history.replaceState(null, "", address);
    else history.pushState(null, "", address);
    return show(screen);
  };
  const after = (slug, isChange) => (isChange || !ORDER.includes(slug) ? "controle" : ORDER[ORDER.indexOf(slug) + 1]);
  const today = () => new Date(Date.now() - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 10);

  // --- answers ------------------------------------------------------------------------------------------------------
  const value = (slug, name) => (report.answers[slug] || []).filter(([one]) => one === name).map(([, given]) => given);
  const title = (slug, name, given) => {
    const box = root.querySelector(`form[data-step="${slug}"] [name="${name}"][value="${CSS.escape(given)}"]`);
    const words = box && (box.closest(".answer") || box).querySelector(".answer-title");
    return words ? words.textContent.trim() : given;
  };
  const words = {
    wat: () => value("wat", "kinds").map((one) => title("wat", "kinds", one)).join(", "),
    wanneer: () => {
      const when = value("wanneer", "when")[0];
      if (!when) return "";
      if (when === "nu") return `Zojuist, ${phone.clock(report.moments.wanneer)} uur`;
      const day = when === "dag" ? value("wanneer", "day")[0].split("-").reverse().join("-") : when;
      const time = value("wanneer", "at_time")[0];
      const part = value("wanneer", "part").filter(Boolean).map((one) => (one === "onbekend" ? "" : title("wanneer", "part", one)))[0];
      return [day, time ? `${time} uur` : part].filter(Boolean).join(", ");
    },
    waar: () => {
      const [code, place] = (value("waar", "channel")[0] || "").split("|");
      return [code && title("waar", "channel", code), place || value("waar", "location")[0]].filter(Boolean).join(", ");
    },
    ernst: () => value("ernst", "severity").map((one) => title("ernst", "severity", one)).join(""),
    veroorzaker: () => value("veroorzaker", "offender_known").map((one) => title("veroorzaker", "offender_known", one)).join(""),
    gedaan: () => value("gedaan", "actions_taken").map((one) => title("gedaan", "actions_taken", one)).join(", "),
    woorden: () => [...value("woorden", "narrative"), ...value("woorden", "own_reference")].filter(Boolean).join("\n"),
    melder: () => value("melder", "reported_by_role").map((one) => title("melder", "reported_by_role", one)).join("")
      || (report.reference ? "" : "Zelf meegemaakt"),
  };

  const keep = async (changes = {}) => {
    Object.assign(report, changes, { keptAt: Date.now() });
    await kept.put(report);
    tellKept();
  };
  const tellKept = () => {
    if (!Object.keys(report.answers).length) return;
    const told = `Bewaard op deze telefoon om ${phone.clock(report.keptAt)}.`;
    root.querySelectorAll("[data-kept]").forEach((place) => { place.textContent = told; });
  };

  const fault = (screen, sentence) => {
    const place = screens.get(screen).querySelector("[data-fault]");
    if (!place) return;
    place.textContent = sentence || "";
    place.hidden = !sentence;
    if (sentence) place.scrollIntoView({ block: "center" });
  };

  const check = (slug, given) => {
    const has = (name) => given.some(([one, what]) => one === name && what);
    if (slug === "wat" && !has("kinds")) return "Kies ten minste één tegel. Weet u het niet? Kies ‘iets anders’.";
    if (slug === "waar" && !has("channel")) return "Kies waar het was.";
    if (slug !== "wanneer") return "";
    const when = given.find(([name]) => name === "when")[1];
    const day = (given.find(([name]) => name === "day") || [])[1];
    if (when === "dag" && !day) return "Kies een dag.";
    if (when === "dag" && day > today()) return "Dit moment moet nog komen. Kies een eerder moment.";
    const time = (given.find(([name]) => name === "at_time") || [])[1];
    const isToday = when === "vandaag" || day === today();
    if (isToday && time && time > phone.clock(Date.now())) return "Dit moment moet nog komen. Kies een eerder moment.";
    return "";
  };

  const answer = async (form, submitter) => {
    const slug = form.dataset.step;
    const given = [...new FormData(form).entries()].map(([name, what]) => [name, String(what)]);
    if (submitter && submitter.name) given.push([submitter.name, submitter.value]);
    const wrong = check(slug, given);
    fault(showing, wrong);
    if (wrong) return;
    report.answers[slug] = given;
    report.moments[slug] = Date.now();
    report.faults = (report.faults || []).filter((one) => one.slug !== slug);
    await keep({ state: "concept" });
    await go(after(slug, report.isChange));
  };

  // --- screens ------------------------------------------------------------------------------------------------------
  const fill = (slug) => {
    for (const form of root.querySelectorAll(`form[data-step="${slug}"]`)) {
      for (const box of form.querySelectorAll("input, textarea")) {
        const given = value(slug, box.name);
        if (box.type === "checkbox" || box.type === "radio") box.checked = given.includes(box.value);
        else if (box.type !== "hidden") box.value = given[0] || "";
      }
      for (const button of form.querySelectorAll("button.answer")) {
        button.classList.toggle("is-chosen", value(slug, button.name).includes(button.value));
      }
    }
  };
  const hideLaterParts = () => {
    const first = { nacht: 0, ochtend: 6, middag: 12, avond: 18 };
    const form = screens.get("wanneer-vandaag");
    form.querySelectorAll("[name=part]").forEach((one) => { one.hidden = first[one.value] > new Date().getHours(); });
  };
  const ownExamples = () => {
    const at = account && account.organisations.find((one) => one.code === report.org);
    const found = known.examples[at ? at.sector : ""];
    if (!found) return;
    for (const button of screens.get("ernst").querySelectorAll("button[name=severity]")) {
      const hint = button.querySelector(".answer-hint");
      if (hint && found[button.value]) hint.textContent = found[button.value];
    }
  };

  const checkLines = () => {
    const list = screens.get("controle").querySelector("dl");
    const lines = known.steps.map(({ slug, short }) => {
      const told = words[slug]();
      const isElsewhere = !report.answers[slug] && report.reference;
      const isMissing = !told && !isElsewhere && known.needed.includes(slug);
      const line = document.createElement("div");
      line.classList.toggle("is-missing", isMissing);
      const label = document.createElement("dt");
      label.textContent = short;
      const shown = document.createElement("dd");
      shown.className = "check-answer";
      shown.textContent = told || (isElsewhere ? "staat in het portaal" : isMissing ? "Nog niet beantwoord" : "leeg");
      const change = document.createElement("dd");
      change.className = "check-change";
      const link = document.createElement("a");
      link.href = `#${report.key}/${slug}`;
      link.textContent = isMissing ? "Vul in" : "Wijzig";
      link.append(Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: `: ${short}` }));
      link.addEventListener("click", async (event) => {
        event.preventDefault();
        report.isChange = true;
        await go(slug);
      });
      change.append(link);
      line.append(label, shown, change);
      return { line, isMissing };
    });
    list.replaceChildren(...lines.map((one) => one.line));
    const isWhole = !lines.some((one) => one.isMissing);
    screens.get("controle").querySelector("[data-finish]").hidden = !isWhole;
    const said = (report.faults || []).map((one) => `${one.question} ${one.words}`);
    const notWhole = isWhole ? "" : "Beantwoord eerst wat nog ontbreekt.";
    fault("controle", [report.state === "terug" ? report.words : "", ...said, notWhole].filter(Boolean).join(" "));
    const texts = [...value("woorden", "narrative"), ...value("woorden", "own_reference"), ...value("waar", "location")];
    window.vptPrivacy.show(screens.get("controle").querySelector("[data-findings]"), texts);
  };

  const tellSent = async (reason) => {
    if (!report) return;
    const head = screens.get("bewaard");
    const receipt = (await kept.receipts(report.owner)).find((one) => one.key === report.key);
    const state = head.querySelector("[data-state]");
    const more = head.querySelector("[data-state-more]");
    if (receipt) {
      head.querySelector("h1").textContent = "Melding verstuurd";
      state.textContent = `Verstuurd om ${receipt.sent_at}. Kenmerk ${receipt.reference}.`;
      more.textContent = "De tekst staat niet meer op deze telefoon. ";
      const link = Object.assign(document.createElement("a"), { href: receipt.url, textContent: "Bekijk wat nu volgt" });
      more.append(link);
      return;
    }
    const now = await kept.get(report.key);
    head.querySelector("h1").textContent = "Bewaard op deze telefoon";
    if (now && now.state === "terug") {
      Object.assign(report, now);
      await go("controle", { replace: true });
      return;
    }
    more.textContent = "Laat dit scherm open, of open het portaal later opnieuw op deze telefoon.";
    state.textContent = "Nog niet verstuurd. Gaat vanzelf als u weer bereik heeft. Niet de browsergegevens wissen.";
    if (reason === "afgemeld") {
      state.textContent = "Nog niet verstuurd. Meld u aan om te versturen. Niet de browsergegevens wissen.";
      const address = `${phone.places.signIn}?next=${encodeURIComponent(phone.places.start)}`;
      more.replaceChildren(Object.assign(document.createElement("a"), { href: address, textContent: "Meld u aan" }));
    }
  };

  const show = async (screen) => {
    if (!screens.has(screen)) screen = "begin";
    showing = screen;
    const slug = screen.split("-")[0];
    if (screen === "begin") await phone.show(navigator.onLine ? undefined : "zonder-bereik");
    if (report && known.steps.some((step) => step.slug === slug)) fill(slug);
    if (screen === "wanneer-vandaag") hideLaterParts();
    if (screen === "ernst") ownExamples();
    if (screen === "controle") {
      report.isChange = false;
      checkLines();
    }
    if (screen === "bewaard") await tellSent();
    if (report) tellKept();
    for (const [name, section] of screens) section.hidden = name !== screen;
    root.hidden = false;
    const heading = screens.get(screen).querySelector("h1");
    document.title = `${heading.textContent} · VPT`;
    if (report || location.hash) heading.focus({ preventScroll: true });
    scrollTo(0, 0);
  };

  const fromAddress = async () => {
    const [key, wanted = "begin"] = location.hash.slice(1).split("/");
    const found = key ? await kept.get(key) : null;
    const isOwn = found && account && found.owner === account.owner;
    const wasSent = key && report && report.key === key && !found;
    if (isOwn) report = found;
    else if (!wasSent) report = null;
    if (!report) return show("begin");
    const step = /^na-([a-z]+)(-wijzig)?$/.exec(wanted);
    if (step) return go(after(step[1], Boolean(step[2])), { replace: true });
    return show(wasSent ? "bewaard" : wanted);
  };

  // --- what the buttons do ------------------------------------------------------------------------------------------
  const begin = async () => {
    const chosen = document.getElementById("id_org").value;
    report = kept.begin(account.owner, { org: chosen });
    await go("wat");
  };
  const finish = async () => {
    await keep({ state: "klaar", words: "", faults: [] });
    await go("bewaard");
    phone.askSync();
    await phone.sendNow();
  };
  const discard = async () => {
    if (report) await kept.remove(report.key);
    report = null;
    await go("begin");
  };

  root.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    if ("finish" in event.target.dataset) finish();
    else answer(event.target, event.submitter);
  });
  root.addEventListener("click", (event) => {
    const day = event.target.closest("form[data-step=wanneer] a[href^='?']");
    if (day) {
      event.preventDefault();
      const chosen = new URLSearchParams(day.getAttribute("href").slice(1)).get("dag");
      go(chosen ? `wanneer-${chosen}` : "wanneer");
      return;
    }
    const button = event.target.closest("button[type=button]");
    if (!button) return;
    if ("begin" in button.dataset) begin();
    else if ("back" in button.dataset) goBack();
    else if ("discard" in button.dataset) discard();
    else if (button.dataset.go) {
      if (button.dataset.go === "begin") report = null;
      go(button.dataset.go);
    }
  });
  const goBack = () => {
    const slug = showing.split("-")[0];
    if (showing !== slug) return go("wanneer");
    if (report.isChange || slug === "melder") return go("controle");
    const place = ORDER.indexOf(slug);
    if (place > 0) return go(ORDER[place - 1]);
    if (!Object.keys(report.answers).length) report = null;
    return go("begin");
  };

  // "Nothing yet" and something done exclude each other; the words are kept while they are typed.
  root.addEventListener("change", (event) => {
    if (event.target.name !== "actions_taken" || !event.target.checked) return;
    const nothing = event.target.value === "niets";
    for (const box of event.target.form.querySelectorAll("[name=actions_taken]")) {
      if (box !== event.target && (nothing || box.value === "niets")) box.checked = false;
    }
  });
  let waiting = null;
  root.querySelector("form[data-step=woorden]").addEventListener("input", (event) => {
    clearTimeout(waiting);
    const form = event.currentTarget;
    waiting = setTimeout(() => {
      if (!report || report.state !== "concept") return;
      report.answers.woorden = [...new FormData(form).entries()].map(([name, what]) => [name, String(what)]);
      keep();
    }, 500);
  });
  document.addEventListener("vpt-verstuurd", (event) => { if (showing === "bewaard") tellSent(event.detail.state); });
  addEventListener("popstate", fromAddress);

  const tellAccount = () => {
    const has = Boolean(account);
    root.querySelector("[data-may-report]").hidden = !has;
    root.querySelector("[data-no-account]").hidden = has;
    const found = has ? account.organisations : [];
    const choice = document.getElementById("id_org");
    choice.replaceChildren(...found.map((one) => Object.assign(document.createElement("option"), { value: one.code, textContent: one.name })));
    root.querySelector("[data-organisations]").hidden = found.length < 2;
    const number = (found[0] || {}).phone;
    if (!number) return;
    const call = root.querySelector("[data-aftercare-link]");
    Object.assign(call, { href: `tel:${number}`, textContent: `bel ${number}`, hidden: false });
    root.querySelector("[data-aftercare]").hidden = false;
  };
  const tellSignal = () => {
    root.querySelector("[data-signal]").textContent = navigator.onLine
      ? "Dit formulier werkt ook zonder bereik. De melding wacht dan op deze telefoon."
      : "U hebt nu geen bereik. Melden kan wel: de melding wacht op deze telefoon.";
  };
  addEventListener("online", tellSignal);
  addEventListener("offline", tellSignal);
  (async () => {
    account = await kept.about();
    tellAccount();
    tellSignal();
    await fromAddress();
  })();
})();
