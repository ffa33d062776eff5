// A new key in place of a lost one: its words are reckoned here too, so that the server cannot show others.

import * as keys from "../confederal/keys.js";

for (const place of document.querySelectorAll("[data-new]")) {
  const differ = (await keys.words(place.dataset.new)) !== place.querySelector("[data-words]").textContent.trim();
  const given = place.querySelector("form [name=key]");
  const other = given !== null && given.value !== place.dataset.new;
  const foreign = "mine" in place.dataset && sessionStorage.getItem("new key") !== place.dataset.new
    && !(await keys.kept(place.dataset.new));
  if (!differ && !other && !foreign) continue;
  place.querySelector("[data-words-differ]").hidden = false;
  place.querySelector("[data-words]").hidden = true;
  place.querySelector('[data-kind="key_vouched"]')?.remove();
}
