// On a phone the tabs are one row that scrolls: the one at hand is brought into sight.
"use strict";

const row = document.querySelector(".queue-tabs ul");
const current = row && row.querySelector("[aria-current]");
if (current && row.scrollWidth > row.clientWidth) {
  row.scrollLeft += current.getBoundingClientRect().left - row.getBoundingClientRect().left - 16;
}
