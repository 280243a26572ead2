// Warns about what may point at a person, by the rules of incidents/privacy.py, which come with the page. Never blocks.
(() => {
  "use strict";
  const given = document.getElementById("privacyregels");
  if (!given) return;
  const rules = JSON.parse(given.textContent);
  const ordinary = new Set(rules.ordinary);
  const particles = new Set(rules.particles);
  const firstNames = new Set(rules.firstNames);
  const plateWords = new Set(rules.plateWords);
  const plateShapes = new Set(rules.plateShapes);
  const read = {};
  for (const [name, [source, flags]] of Object.entries(rules.patterns)) {
    try {
      read[name] = new RegExp(source, flags);
    } catch {
      read[name] = /(?!)/g;  // an old browser warns less; the server warns again
    }
  }
  const hits = (name, text) => [...text.matchAll(read[name])];

  const isBsn = (number) => {
    const digits = number.replace(/[^0-9]/g, "").padStart(9, "0");
    if (digits.length !== 9 || /^0+$/.test(digits)) return false;
    const weights = [9, 8, 7, 6, 5, 4, 3, 2, -1];
    return weights.reduce((sum, weight, place) => sum + weight * Number(digits[place]), 0) % 11 === 0;
  };

  const isPlate = (text) => {
    const groups = text.match(/[0-9]+|[A-Za-z]+/g);
    if (!text.includes("-") && text !== text.toUpperCase()) return false;
    const words = groups.filter((group) => /[A-Za-z]/.test(group)).map((group) => group.toLowerCase());
    return plateShapes.has(groups.map((group) => group.length).join(""))
      && words.length > 0 && words.length < groups.length && !words.some((word) => plateWords.has(word));
  };

  const isNameWord = (word) => word[0] !== word[0].toLowerCase() && !ordinary.has(word.toLowerCase());
  const isNameRun = (words) => {
    let before = false;
    for (const word of words.split(/[\s\u00a0]+/)) {
      if (particles.has(word)) continue;
      const isName = isNameWord(word);
      if (isName && before) return true;
      before = isName;
    }
    return false;
  };
  const hasName = (text) =>
    ["titled", "called", "initials", "behind"].some((name) => hits(name, text).some((hit) => isNameWord(hit[1])))
    || hits("run", text).some((hit) => isNameRun(hit[0]))
    || hits("word", text).some((hit) => firstNames.has(hit[0]));

  const find = (text) => {
    const plain = text.replace(read.date, " ; ");
    const found = {
      naam: hasName(plain),
      telefoon: hits("phone", plain).length > 0,
      bsn: hits("told_bsn", plain).some((hit) => isBsn(hit[1])) || hits("number", plain).some((hit) => isBsn(hit[0])),
      kenteken: hits("plate", plain).some((hit) => isPlate(hit[1])),
      mailadres: hits("mail", plain).length > 0,
      rekening: hits("account", plain).length > 0,
      adres: hits("postcode", plain).length > 0,
    };
    return Object.keys(found).filter((kind) => found[kind]);
  };

  const show = (place, texts) => {
    const kinds = [...new Set(texts.flatMap(find))];
    place.replaceChildren(...kinds.map((kind) => {
      const line = document.createElement("p");
      line.className = "gentle";
      line.dataset.kind = kind;
      line.textContent = "Dit lijkt op " + rules.advice[kind];
      return line;
    }));
  };

  // Each form with free text has a place for warnings.
  for (const place of document.querySelectorAll("[data-warnings]")) {
    const form = place.closest("form");
    const typed = () => [...form.querySelectorAll("textarea, input[type=text], input:not([type])")].map((one) => one.value);
    let waiting = null;
    form.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => show(place, typed()), 400);
    });
  }
  window.vptPrivacy = { find, show };
})();
