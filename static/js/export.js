// "Alles kiezen" on the export page of the admin; the library calls this from an inline handler.
"use strict";
const toggle = document.getElementById("select-all-toggle");
if (toggle) toggle.addEventListener("change", (event) => window.onSelectToggleChange(event));
