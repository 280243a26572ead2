// Reports that wait on this phone: kept in the browser's own database, sent once, gone from the phone afterwards.
// Read by pages and by the service worker, so that both keep and send in the same way.
(() => {
  "use strict";
  const NAME = "vpt-meldingen";
  const PATIENCE = 15000;

  const open = () => new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("reports", { keyPath: "key" });
      asked.result.createObjectStore("receipts", { keyPath: "key" });
      asked.result.createObjectStore("about", { keyPath: "name" });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });

  // Run one transaction over some stores; resolves when it is on the disk of the phone.
  const within = async (names, mode, act) => {
    const database = await open();
    try {
      return await new Promise((resolve, reject) => {
        const transaction = database.transaction(names, mode, mode === "readwrite" ? { durability: "strict" } : {});
        let result;
        transaction.oncomplete = () => resolve(result && "result" in result ? result.result : result);
        transaction.onabort = transaction.onerror = () => reject(transaction.error);
        result = act(...names.map((name) => transaction.objectStore(name)));
      });
    } finally {
      database.close();
    }
  };

  const all = (name) => within([name], "readonly", (store) => store.getAll());
  const reports = async () => (await all("reports")).sort((one, other) => one.begunAt - other.begunAt);
  const get = (key) => within(["reports"], "readonly", (store) => store.get(key));
  const put = (report) => within(["reports"], "readwrite", (store) => { store.put(report); });
  const remove = (key) => within(["reports"], "readwrite", (store) => { store.delete(key); });
  const about = async () => (await within(["about"], "readonly", (store) => store.get("account"))) || null;
  const setAbout = (account) => within(["about"], "readwrite", (store) => { store.put({ ...account, name: "account" }); });
  const forgetAccount = () => within(["about", "receipts"], "readwrite", (store, receipts) => {
    store.delete("account");
    receipts.clear();
  });

  // Receipts hold no words of the report, and stay for a day.
  const receipts = async (owner) => {
    const found = await all("receipts");
    const old = found.filter((one) => Date.now() - one.at > 24 * 3600 * 1000);
    if (old.length) {
      await within(["receipts"], "readwrite", (store) => { old.forEach((one) => store.delete(one.key)); });
    }
    return found.filter((one) => !old.includes(one) && one.owner === owner);
  };

  const begin = (owner, more = {}) => ({
    key: crypto.randomUUID(),
    owner,
    org: "",
    reference: "",
    answers: {},
    moments: {},
    state: "concept",
    begunAt: Date.now(),
    keptAt: Date.now(),
    ...more,
  });

  const fields = (report, answer) => {
    const sent = new URLSearchParams({ submit_key: report.key, owner: report.owner });
    if (report.org) sent.set("org", report.org);
    if (report.reference) sent.set("reference", report.reference);
    const since = report.moments.wanneer || report.keptAt;
    sent.set("seconds_ago", String(Math.max(0, Math.round((Date.now() - since) / 1000))));
    for (const [slug, values] of Object.entries(answer)) {
      sent.append("answered", slug);
      for (const [name, value] of values) sent.append(name, value);
    }
    return sent;
  };

  const timed = async (address, options) => {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    try {
      return await fetch(address, { ...options, signal: stop.signal, redirect: "manual", cache: "no-store" });
    } finally {
      clearTimeout(timer);
    }
  };

  // Ask whether there is signal and whose session this is: "ok" with what sending needs, "zonder-bereik" or "afgemeld".
  const ticket = async (places) => {
    let answer;
    try {
      answer = await timed(places.ticket, { headers: { Accept: "application/json" } });
    } catch {
      return { state: "zonder-bereik" };
    }
    if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return { state: "afgemeld" };
    if (!answer.ok) return { state: "zonder-bereik" };
    return { state: "ok", ...(await answer.json()) };
  };

  const sendOne = async (report, pass, places) => {
    let answer;
    try {
      answer = await timed(places.deliver, {
        method: "POST",
        body: fields(report, report.answers),
        headers: { "X-CSRFToken": pass.token, Accept: "application/json" },
      });
    } catch {
      return "zonder-bereik";
    }
    if (answer.type === "opaqueredirect" || answer.status === 401) return "afgemeld";
    if (answer.ok) {
      const receipt = await answer.json();
      await within(["reports", "receipts"], "readwrite", (store, kept) => {
        store.delete(report.key);
        kept.put({ ...receipt, key: report.key, owner: report.owner, at: Date.now() });
      });
      return "verstuurd";
    }
    const said = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : null;
    if (!said) return answer.status === 403 ? "afgemeld" : "zonder-bereik";
    await put({ ...report, state: "terug", words: said.words, faults: said.faults });
    return "terug";
  };

  const sendAll = async (places) => {
    const waiting = (await reports()).filter((report) => report.state === "klaar");
    if (!waiting.length) return { state: "leeg", sent: 0 };
    const pass = await ticket(places);
    if (pass.state !== "ok") return { state: pass.state, sent: 0 };
    let sent = 0;
    for (const report of waiting.filter((one) => pass.owners.includes(one.owner))) {
      const state = await sendOne(report, pass, places);
      if (state === "verstuurd") sent += 1;
      if (state === "zonder-bereik" || state === "afgemeld") return { state, sent };
    }
    return { state: "ok", sent };
  };

  // One at a time over all tabs and the service worker; the key of a report makes sending it twice harmless as well.
  const send = (places) => (navigator.locks
    ? navigator.locks.request("vpt-versturen", () => sendAll(places))
    : sendAll(places));

  self.vptKept = { reports, get, put, remove, about, setAbout, forgetAccount, receipts, begin, ticket, send };
})();
