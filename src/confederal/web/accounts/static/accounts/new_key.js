// A new key is made here, in place of a lost one or for a seat; its line is shown once, before one goes on.
// A seat's key has no paper copy, for its holder names another with their own; a card alone is shown all the same.

import { paperCopy } from "./enter.js";

document.addEventListener("confederal:recorded", async (event) => {
  const { made, then } = event.detail;
  const lost = event.target.matches("[data-lost-key]");
  if (!lost && !(event.target.matches("[data-seat-key]") && made.some(({ kind }) => kind === "card"))) return;
  event.preventDefault();
  if (lost) sessionStorage.setItem("new key", event.target.elements.key.value); // the next page compares it with the server's
  event.target.hidden = true;
  await paperCopy(made, then);
});
