// Small repairs of the admin's own scripts: Dutch words that its catalogue lacks, and marks that a screen reader can name.
"use strict";
if (window.django && window.django.catalog) {
  Object.assign(window.django.catalog, {
    "(click to clear)": "(klik om te wissen)",
    'Choose %s by selecting them and then select the "Choose" arrow button.': "Kies %s in de lijst en klik op de pijl.",
    "Choose all %s": "Alle %s kiezen",
    "Choose selected %s": "Gekozen %s toevoegen",
    "Filter": "Zoek in de lijst",
    'Remove %s by selecting them and then select the "Remove" arrow button.': "Kies %s in de lijst en klik op de pijl terug.",
    "Remove all %s": "Alle %s weghalen",
    "Remove selected %s": "Gekozen %s weghalen",
    "abbrev. day Monday": "ma", "abbrev. day Tuesday": "di", "abbrev. day Wednesday": "wo", "abbrev. day Thursday": "do",
    "abbrev. day Friday": "vr", "abbrev. day Saturday": "za", "abbrev. day Sunday": "zo",
    "abbrev. month January": "jan", "abbrev. month February": "feb", "abbrev. month March": "mrt",
    "abbrev. month April": "apr", "abbrev. month May": "mei", "abbrev. month June": "jun", "abbrev. month July": "jul",
    "abbrev. month August": "aug", "abbrev. month September": "sep", "abbrev. month October": "okt",
    "abbrev. month November": "nov", "abbrev. month December": "dec",
  });
}
window.addEventListener("load", () => {
  // The double list box puts words on a mark that has no role.
  document.querySelectorAll("span.help-tooltip[aria-label]").forEach((mark) => mark.setAttribute("role", "img"));
});
