// A new key in place of a lost one is made here; a printed one is shown once, before the words are.

import { paperCopy } from "./enter.js";

document.addEventListener("confederal:recorded", async (event) => {
  if (!event.target.matches("[data-lost-key]")) return;
  event.preventDefault();
  const { made, then } = event.detail;
  sessionStorage.setItem("new key", event.target.elements.key.value); // the next page compares it with the server's
  event.target.hidden = true;
  await paperCopy(made, then);
});
