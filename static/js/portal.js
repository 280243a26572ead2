// Small help on top of pages that work without it.
"use strict";

// An open menu closes with Escape and with a click elsewhere.
const menus = () => document.querySelectorAll(".user-menu[open], .nav-small[open]");
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  menus().forEach((menu) => {
    menu.open = false;
    menu.querySelector("summary").focus();
  });
});
document.addEventListener("click", (event) => {
  menus().forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});

// A form that came back with errors says so in the title of the tab, and takes the focus.
const summary = document.querySelector(".error-summary");
if (summary) {
  document.title = "Fout: " + document.title;
  // The page asks for the focus itself; this is for browsers that do not give it to a summary.
  window.addEventListener("load", () => {
    if (document.activeElement === document.body) summary.focus();
  });
}

// A frame that does not scroll needs no stop for the keyboard.
const frames = document.querySelectorAll(".table-frame[tabindex], .figure-picture[tabindex]");
const settle = () => frames.forEach((frame) => {
  frame.tabIndex = frame.scrollWidth > frame.clientWidth ? 0 : -1;
});
settle();
window.addEventListener("resize", settle);

// A form is sent once: the button rests while the answer is on its way.
document.addEventListener("submit", (event) => {
  if (event.target.method !== "post" || event.defaultPrevented) return;
  const buttons = event.target.querySelectorAll("button[type=submit]");
  setTimeout(() => buttons.forEach((button) => button.setAttribute("aria-disabled", "true")), 0);
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "1";
  setTimeout(() => release(event.target), 5000);
});
const release = (form) => {
  delete form.dataset.sent;
  form.querySelectorAll("button[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
};
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));
