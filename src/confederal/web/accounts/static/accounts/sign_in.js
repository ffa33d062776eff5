// The page to sign in: the keys of this device, a passkey, a card.

import * as keys from "../confederal/keys.js";
import { ready, say } from "../confederal/words.js";
import { tell, withKey } from "./enter.js";
import { offer } from "./scan.js";

const place = document.querySelector("[data-sign-in]");
const answer = place.querySelector("[data-answer]");
const same = place.querySelector("[data-same]");

async function enter(keyid, button) {
  if (button.getAttribute("aria-busy")) return;
  button.setAttribute("aria-busy", "true");
  try {
    const { then, body, who, title } = await withKey(keyid, { next: place.dataset.next, same: same?.checked ?? false });
    const mine = keyid && await keys.kept(keyid);
    if (mine) await keys.keep({ ...mine, body, who, title });
    location.assign(then);
  } catch (fault) {
    tell(answer, fault);
  } finally {
    button.removeAttribute("aria-busy");
  }
}

await ready;
const [list, one] = [place.querySelector("[data-device-keys]"), place.querySelector("[data-one-key]")];
const all = window.crypto?.subtle && window.indexedDB ? await keys.all() : [];
const mine = all.filter(({ body, lost }) => body || lost); // not what a broken-off step left behind
for (const { keyid, title } of mine.sort((a, b) => b.made - a.made)) {
  const button = one.content.firstElementChild.cloneNode(true);
  button.querySelector("[data-title]").textContent = title || await keys.words(keyid);
  button.addEventListener("click", () => enter(keyid, button));
  list.append(button);
}
place.querySelector("[data-none-here]").hidden = mine.length > 0;
if (window.PublicKeyCredential) {
  const passkey = place.querySelector("[data-passkey]");
  passkey.hidden = false;
  passkey.querySelector("button").addEventListener("click", (event) => enter(null, event.currentTarget));
}
const card = place.querySelector("[data-card-sign-in]");
const scanned = decodeURIComponent(location.hash.slice(1));
if (scanned) { // a paper copy was photographed; it stands in no history of this browser
  history.replaceState(null, "", location.pathname + location.search);
  card.closest("details").open = true;
  card.querySelector("input").value = scanned;
  card.querySelector("button").focus();
}
offer(card.querySelector("input"));
card.addEventListener("submit", async (event) => {
  event.preventDefault();
  const keyid = await keys.lend(event.target.querySelector("input").value);
  if (keyid === null) {
    tell(answer, new Error(say("This is no card: a sign is wrong or missing. Compare it with the paper.")));
  } else await enter(keyid, event.target.querySelector("button"));
});
