// Looks by itself whether a file is ready. Without this file there is a button that does the same.
(() => {
  "use strict";
  const look = async () => {
    const place = document.getElementById("wacht");
    if (!place || !place.hasAttribute("data-waits")) return;
    try {
      const answer = await fetch(location.href, { headers: { "X-Requested-With": "fetch" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("wacht");
      if (!fresh) {
        location.reload(); // ready, and another page altogether
        return;
      }
      if (fresh.innerHTML !== place.innerHTML && fresh.hasAttribute("data-waits")) {
        place.replaceChildren(...fresh.childNodes); // how far it is
      } else if (!fresh.hasAttribute("data-waits")) {
        place.removeAttribute("data-waits");
        place.replaceChildren(...fresh.childNodes);
        return;
      }
    } catch {
      // no connection: the next look may have one
    }
    setTimeout(look, 2000);
  };
  setTimeout(look, 1500);
})();
