// My page: which keys are on this device, a paper copy of a new one, a key put here from its paper copy.

import * as keys from "../confederal/keys.js";
import { ready, say } from "../confederal/words.js";
import { paperCopy, tell } from "./enter.js";

await ready;
for (const membership of document.querySelectorAll("[data-membership]")) {
  for (const shown of membership.querySelectorAll("span[data-keyid]")) {
    shown.parentElement.querySelector("[data-here]").hidden = !(await keys.kept(shown.dataset.keyid));
  }
  const away = membership.querySelector("[data-drop]");
  if (away && await keys.kept(away.dataset.drop)) {
    away.hidden = false;
    away.querySelector("button").addEventListener("click", async () => {
      await keys.drop(away.dataset.drop);
      location.reload();
    });
  }
  const form = membership.querySelector("[data-keep-card]");
  if (!form) continue;
  form.hidden = !form.dataset.keyid.startsWith("ed25519:") || Boolean(await keys.kept(form.dataset.keyid));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = form.querySelector("[data-answer]");
    const seed = await keys.seedOf(form.querySelector("input").value);
    if (seed === null) {
      tell(answer, new Error(say("This is no card: a sign is wrong or missing. Compare it with the paper.")));
      return;
    }
    const { keyid } = await keys.keyOf(seed);
    if (keyid !== form.dataset.keyid) {
      tell(answer, new Error(say("This is a card, but not of the key you sign with here.")));
      return;
    }
    const { forBody: body, for: who, title } = form.dataset;
    await keys.keepSeed(keys.base64(seed), { body, who, title });
    location.reload();
  });
}

document.addEventListener("confederal:recorded", async (event) => {
  if (!event.target.matches("[data-change-key]")) return;
  event.preventDefault();
  await keys.drop(event.target.dataset.changeKey); // the one before signs nothing any more
  await paperCopy(event.detail.made, event.detail.then);
});
