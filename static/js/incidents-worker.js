// The service worker: keeps the empty form and its files on the phone, and nothing that holds data. A page always comes
// from the portal; only when the portal does not answer, the empty form comes instead, with what was just filled in.
(() => {
  "use strict";
  const places = self.vptPlaces;
  const kept = self.vptKept;
  const CACHE = "vpt-" + places.version;
  const PATIENCE = 15000;
  const STEP = new RegExp(`^${places.begin}/([^/]+)/(wat|wanneer|waar|ernst|veroorzaker|gedaan|woorden|melder|controle)$`);
  const FIELDS = {
    wat: ["kinds"],
    wanneer: ["when", "day", "recent", "part", "at_time"],
    waar: ["channel", "location"],
    ernst: ["severity"],
    veroorzaker: ["offender_known"],
    gedaan: ["actions_taken"],
    woorden: ["narrative", "own_reference"],
    melder: ["reported_by_role"],
  };

  self.addEventListener("install", (event) => {
    event.waitUntil((async () => {
      const cache = await caches.open(CACHE);
      await cache.addAll(places.files);
      // Without cookies: what is kept cannot hold anything of who is signed in.
      const shell = await fetch(places.shell, { credentials: "omit", cache: "no-store" });
      if (!shell.ok || shell.redirected) throw new Error("no form to keep");
      await cache.put(places.shell, shell);
      await self.skipWaiting();
    })());
  });

  self.addEventListener("activate", (event) => {
    event.waitUntil((async () => {
      const old = (await caches.keys()).filter((name) => name.startsWith("vpt-") && name !== CACHE);
      await Promise.all(old.map((name) => caches.delete(name)));
      await self.clients.claim();
    })());
  });

  self.addEventListener("sync", (event) => {
    if (event.tag === "vpt-versturen") event.waitUntil(sendAndTell());
  });

  const sendAndTell = async () => {
    const result = await kept.send(places);
    for (const client of await self.clients.matchAll()) client.postMessage({ vpt: result });
    if (result.state === "zonder-bereik") throw new Error("try again later");
  };

  self.addEventListener("fetch", (event) => {
    const request = event.request;
    const address = new URL(request.url);
    if (address.origin !== self.location.origin) return;
    if (request.mode === "navigate") {
      if (request.method === "POST" && (address.pathname === places.begin || STEP.test(address.pathname))) {
        event.respondWith(sendOrKeep(request, address));
      } else if (request.method === "GET") {
        event.respondWith(fetchOrShell(request));
      }
    } else if (request.method === "GET" && places.files.includes(address.pathname)) {
      event.respondWith(caches.open(CACHE).then(async (cache) => (await cache.match(address.pathname)) || fetch(request)));
    }
  });

  const shell = async () => {
    const found = await (await caches.open(CACHE)).match(places.shell);
    return found ? new Response(await found.blob(), { headers: found.headers }) : Response.error();
  };

  // The form stands at its own address, so that a reload does not send anything again.
  const toShell = (key, screen) => Response.redirect(`${places.shell}#${key}/${screen}`, 303);

  const fetchOrShell = async (request) => {
    try {
      return await fetch(request);
    } catch (error) {
      const answer = await shell();
      if (answer.type === "error") throw error;
      return answer;
    }
  };

  const sendOrKeep = async (request, address) => {
    const copy = request.clone();
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const answer = await fetch(request, { signal: stop.signal, referrer: request.referrer });
      if (answer.status < 500) return answer;
    } catch {
      // no signal, or an answer that was lost: what was filled in stays on the phone, and is sent under the same key
    } finally {
      clearTimeout(timer);
    }
    return keep(await copy.formData(), address);
  };

  const keep = async (form, address) => {
    const account = await kept.about();
    if (!account) return shell();
    const step = STEP.exec(address.pathname);
    if (!step) {
      const report = kept.begin(account.owner, { key: form.get("submit_key"), org: form.get("org") || "" });
      await kept.put(report);
      return toShell(report.key, "wat");
    }
    const [, reference, slug] = step;
    const report = (await kept.reports()).find((one) => one.reference === reference && one.owner === account.owner)
      || kept.begin(account.owner, { reference });
    if (slug === "controle") {
      await kept.put({ ...report, state: "klaar", keptAt: Date.now() });
      return toShell(report.key, "bewaard");
    }
    report.answers[slug] = [...form.entries()].filter(([name]) => FIELDS[slug].includes(name));
    report.moments[slug] = Date.now();
    await kept.put({ ...report, state: "concept", keptAt: Date.now() });
    return toShell(report.key, `na-${slug}${address.searchParams.has("wijzig") ? "-wijzig" : ""}`);
  };
})();
