// Signing in: a challenge of this session and this address, answered by a key.

import * as keys from "../confederal/keys.js";
import { say } from "../confederal/words.js";

const utf8 = new TextEncoder();
const post = (address, sent) => fetch(address, {
  method: "POST", body: JSON.stringify(sent),
  headers: { "Content-Type": "application/json", "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content },
});

/** The bytes to sign. The address is this page's own, whatever the server says. */
function message(challenge) {
  return keys.pae(utf8.encode(JSON.stringify({ challenge, origin: location.origin, v: 1 })), keys.SIGN_IN);
}

async function challenged() {
  const reply = await post("/sign-in/challenge/", {});
  if (reply.status === 429) throw new Error(say("Too many tries from here. Wait a quarter of an hour."));
  if (!reply.ok) throw new Error(say("This page is too old. Reload it and try again."));
  return reply.json();
}

/** Where to go on after signing in with that key. Throws an Error that can be shown. */
export async function withKey(keyid, more = {}) {
  const { challenge, place } = await challenged();
  const said = message(challenge);
  if (keyid === null || keyid.startsWith("webauthn-")) {
    const { asked } = await import("../confederal/passkey.js");
    const made = await asked(said, keyid ? keyid.split(":")[1] : place, more.credential);
    return answered({ passkey: written(made) }, more);
  }
  return answered({ keyid, sig: keys.base64(await keys.sign(keyid, said)) }, more);
}

function written({ id, rawId, response, type }) {
  const url = keys.base64url;
  return {
    id, rawId: url(rawId), type, clientExtensionResults: {},
    response: {
      authenticatorData: url(response.authenticatorData), clientDataJSON: url(response.clientDataJSON),
      signature: url(response.signature), userHandle: response.userHandle ? url(response.userHandle) : null,
    },
  };
}

async function answered(answer, { next = "/", same = false, handle = "", unlisted = false }) {
  const reply = await post("/sign-in/answer/", { answer, next, same, handle, unlisted });
  if (!reply.ok) {
    const why = reply.status === 403 ? (await reply.json().catch(() => ({}))).why : null;
    throw new Error(why ?? say("This page is too old. Reload it and try again."));
  }
  return reply.json();
}

/** Shows what went wrong where it can be seen and heard. */
export function tell(place, fault) {
  const words = fault instanceof DOMException ? say("The passkey was not used.") : fault.message;
  place.textContent = words;
  place.className = "notice warn";
  place.focus();
}

/** Shows the line of a new key once, and where to go on then; without a line it goes on at once. */
export async function paperCopy(made, then) {
  const place = document.querySelector("[data-paper-copy]");
  const entry = made.find(({ kind, seed }) => kind !== "passkey" && seed);
  if (!entry || !place) { location.assign(then); return; }
  const line = await keys.cardOf(entry.seed);
  const { picture } = await import("./qr.js");
  place.querySelector("[data-line]").textContent = line;
  for (const part of place.querySelectorAll("[data-only]")) part.hidden = entry.kind !== "card";
  for (const part of place.querySelectorAll("[data-copy]")) part.hidden = entry.kind === "card";
  place.querySelector("[data-qr]").replaceChildren(picture(`${location.origin}/sign-in/#${line}`));
  place.querySelector("[data-go-on]").href = then;
  place.querySelector("[data-print]").onclick = () => window.print();
  place.hidden = false;
  place.querySelector("h2").focus();
}
