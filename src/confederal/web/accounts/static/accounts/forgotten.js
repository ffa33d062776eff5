// After an account is erased: the keys on this device can go too.

import * as keys from "../confederal/keys.js";

const place = document.querySelector("[data-keys-left]");
if (window.indexedDB && (await keys.all()).length > 0) place.hidden = false;
place.querySelector("button").addEventListener("click", async () => {
  for (const { keyid } of await keys.all()) await keys.drop(keyid);
  place.hidden = true;
});
