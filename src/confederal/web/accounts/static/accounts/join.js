// Joining: the card is read here and never sent; its key signs one step, the new key signs in.

import * as keys from "../confederal/keys.js";
import { ready, say } from "../confederal/words.js";
import { paperCopy, tell, withKey } from "./enter.js";
import { offer } from "./scan.js";

const read = document.querySelector("[data-read-card]");
const place = document.querySelector("[data-invited]");
const answer = read.querySelector("[data-answer]");

async function look(line) {
  const card = await keys.lend(line);
  if (card === null) {
    tell(answer, new Error(say("This is no card: a sign is wrong or missing. Compare it with the paper.")));
    return;
  }
  const sent = new FormData();
  sent.set("card", card);
  const reply = await fetch("/join/look/", {
    method: "POST", body: sent, headers: { "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content },
  });
  if (reply.status !== 200 && reply.status !== 422) {
    tell(answer, new Error(say("This page is too old. Reload it and try again.")));
    return;
  }
  (reply.ok ? place : answer).innerHTML = await reply.text();
  if (!reply.ok) { answer.focus(); return; }
  read.hidden = true;
  place.querySelector("h2").focus();
}

read.addEventListener("submit", async (event) => {
  event.preventDefault();
  try { await look(read.querySelector("input").value); } catch (fault) { tell(answer, fault); }
});

document.addEventListener("confederal:recorded", async (event) => {
  const form = event.target;
  if (!form.matches("[data-bind]")) return;
  event.preventDefault();
  const field = (name) => form.elements[name];
  const more = {
    next: event.detail.then, same: form.querySelector("[name=same]:checked")?.value === "yes",
    handle: field("handle").value, unlisted: field("unlisted").checked,
  };
  const { made } = event.detail;
  try {
    const { then } = await withKey(field("key").value, more);
    place.hidden = true;
    await paperCopy(made, then);
  } catch (fault) {
    location.assign(`/sign-in/?next=${encodeURIComponent(more.next)}`); // the key is bound: signing in can be done again
  }
});

await ready;
offer(read.querySelector("input"));
const line = decodeURIComponent(location.hash.slice(1));
if (line) {
  history.replaceState(null, "", location.pathname); // the card stands in no history of this browser
  await look(line).catch((fault) => tell(answer, fault));
}
