// A lost key: a new one is made here; its words are reckoned here too, so that the server cannot show others.

import * as keys from "../confederal/keys.js";

document.querySelector("[data-make-key]")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  try {
    if (form.elements.key.value === "") form.elements.key.value = (await keys.makeKey({ lost: true })).keyid;
    form.submit();
  } catch {
    form.querySelector("[data-too-old]").hidden = false;
  }
});

for (const place of document.querySelectorAll("[data-new]")) {
  const differ = (await keys.words(place.dataset.new)) !== place.querySelector("[data-words]").textContent.trim();
  const given = place.querySelector("form [name=key]");
  const other = given !== null && given.value !== place.dataset.new;
  const foreign = "mine" in place.dataset && !(await keys.kept(place.dataset.new));
  if (!differ && !other && !foreign) continue;
  place.querySelector("[data-words-differ]").hidden = false;
  place.querySelector("[data-words]").hidden = true;
  place.querySelector('[data-kind="key_vouched"]')?.remove();
}
