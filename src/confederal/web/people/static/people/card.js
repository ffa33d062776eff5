// Cards: made in this window, printed from this window, never sent. What the server is given is their public half.
// A card stays in the window's own memory (sessionStorage) until it was handed over or the window is closed.

import { cardOf, makeCard } from "../confederal/keys.js";
import { picture } from "../accounts/qr.js";

const place = (name) => `card ${name}`;

// An invitation: sign.js made the key of the card when the form was sent; its line is kept for the next page.
document.addEventListener("confederal:recorded", async (event) => {
  const made = event.detail.made?.find(({ kind }) => kind === "card");
  if (!made || !event.target.matches("[data-card]")) return;
  event.preventDefault();
  const [, body, who] = event.detail.then.match(/^\/b\/([0-9a-f]{64})\/people\/invite\/([^/]+)\//) ?? [];
  if (body) sessionStorage.setItem(place(`${body}/${decodeURIComponent(who)}`), await cardOf(made.seed));
  location.assign(event.detail.then);
});

// A keeper's card: made before the form is sent, so that sign.js finds its public half in it.
const keepers = document.querySelector("form[data-keeper-card]");
keepers?.addEventListener("click", async (event) => {
  if (!event.target.closest("button") || keepers.elements.card.value) return;
  event.preventDefault();
  const { keyid, line } = await makeCard();
  keepers.elements.card.value = keyid;
  sessionStorage.setItem(place(document.querySelector("[data-keepers-card]").dataset.keepersCard), line);
  keepers.requestSubmit();
}, true);

/** Shows a card that is in this window. */
function show(box, name, address) {
  const line = sessionStorage.getItem(place(name));
  if (line === null) return;
  box.hidden = false;
  document.querySelector("[data-no-card]")?.remove();
  box.querySelector("[data-line]").textContent = line;
  box.querySelector("[data-print]").addEventListener("click", () => print());
  box.querySelector("[data-forget]").addEventListener("click", () => {
    sessionStorage.removeItem(place(name));
    box.hidden = true;
  });
  if (!address) return;
  const link = `${address}#${line}`;
  box.querySelector("[data-qr]").append(picture(link));
  const { subject, words } = box.dataset;
  const mail = `${words}\r\n\r\n${link}\r\n`;
  box.querySelector("[data-mailto]").href =
    `mailto:?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(mail)}`;
}

const invitation = document.querySelector("[data-card-of]");
if (invitation) show(invitation, invitation.dataset.cardOf, invitation.dataset.address);
const keepersCard = document.querySelector("[data-keepers-card]");
if (keepersCard) show(keepersCard, keepersCard.dataset.keepersCard);

// Cards for many: each made here, signed, recorded, kept in this window; then all are printed together.
const many = document.querySelector("form[data-cards]");
if (many) {
  const waiting = [...many.querySelectorAll("[data-who]")].map((each) => each.dataset.who);
  const progress = many.querySelector("progress"), { body, then } = many.dataset;
  progress.max = waiting.length;
  let now = null;
  const next = async () => {
    const who = waiting.shift();
    if (who === undefined) return location.assign(then);
    now = who;
    many.elements.who.value = who;
    return many.requestSubmit();
  };
  many.querySelector("button").addEventListener("click", (event) => {
    event.preventDefault();
    if (now) waiting.unshift(now); // it was refused, or not signed: the same one again
    now = null;
    many.elements.first.value = "1";
    next();
  });
  many.addEventListener("confederal:recorded", async (event) => {
    event.preventDefault();
    sessionStorage.setItem(place(`${body}/${now}`), await cardOf(event.detail.made[0].seed));
    now = null;
    many.elements.first.value = "";
    many.querySelector("[data-progress]").hidden = false;
    progress.value = progress.max - waiting.length;
    setTimeout(next);
  });
}

const sheet = document.querySelector("[data-sheet]");
if (sheet) {
  const [pattern, { body, address, invited }] = [sheet.querySelector("template"), sheet.dataset];
  const here = invited.split(" ").filter((who) => sessionStorage.getItem(place(`${body}/${who}`)) !== null);
  for (const who of here) {
    const line = sessionStorage.getItem(place(`${body}/${who}`));
    const card = pattern.content.cloneNode(true);
    card.querySelector("[data-who]").textContent = who;
    card.querySelector("[data-line]").textContent = line;
    card.querySelector("[data-qr]").append(picture(`${address.replace("WHO", who)}#${line}`));
    sheet.querySelector("[data-all]").append(card);
  }
  sheet.hidden = here.length === 0;
  sheet.querySelector("[data-print]").addEventListener("click", () => print());
  sheet.querySelector("[data-forget]").addEventListener("click", () => {
    for (const who of here) sessionStorage.removeItem(place(`${body}/${who}`));
    sheet.hidden = true;
  });
}
