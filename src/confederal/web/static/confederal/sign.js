// From a form to a signed step. A form marked `data-act` is prepared by the server, looked at and signed here with
// a key of this device, and sent. What was signed stays on the device until it was answered.
//
// On a form: data-act; data-kind="voted" (what may come back); data-confirm (ask first; its text is shown where the
// server tells nothing); data-again (asked anew until the server says it is done); data-founding.
// On a field: data-new-key="device|passkey|card" (a new key is made when the form is sent, its id becomes the value;
// data-for-body, data-for, data-title say where it will be used); data-signs="title" (must stand so in what is signed).
// Events on the form, bubbling: confederal:prepared (detail: what will be signed), confederal:recorded (detail: the
// desk's answer; preventDefault stays on the page).

import * as keys from "./keys.js";
import { restore, sent, keepForLater } from "./draft.js";
import { say, ready } from "./words.js";

const PREPARE = { "Confederal-Prepare": "1" };
const PATIENCE = 30000; // milliseconds until a line counts as dead
const text = new TextDecoder();

// ── A form is sent ───────────────────────────────────────────────────────────────────────────────────────

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-act]")) return;
  event.preventDefault();
  act(form, event.submitter);
});

async function act(form, submitter) {
  if (form.dataset.busy) return; // a double click
  form.dataset.busy = "1";
  form.setAttribute("aria-busy", "true");
  try {
    await ready;
    await actOnce(form, submitter);
  } catch (fault) {
    if (fault instanceof Aside) answer(form, fault.message);
    else if (fault?.name === "NotAllowedError") answer(form, say("Nothing was signed: the passkey was not used."));
    else answer(form, say("This device could not sign. Nothing was sent."));
  } finally {
    delete form.dataset.busy;
    form.removeAttribute("aria-busy");
  }
}

/** Something that is told to the person and ends what was begun. */
class Aside extends Error {}

async function actOnce(form, submitter) {
  const made = await newKeys(form);
  for (let first = true; ; first = false) {
    let step;
    try {
      step = await signedStep(form, submitter, made, first);
    } catch (fault) {
      await forget(made);
      throw fault;
    }
    if (step === null) return forget(made);
    if (step.done) return done(form, step.done, made);
    const told = await send(step, form);
    if (told === null) return undefined;
    if (told === false) return forget(made);
    sent(form);
    if ("again" in form.dataset) continue;
    const goOn = new CustomEvent("confederal:recorded", { bubbles: true, cancelable: true, detail: { ...told, made } });
    if (form.dispatchEvent(goOn)) go(form, told.then);
    return undefined;
  }
}

function done(form, then, made) {
  sent(form);
  const goOn = new CustomEvent("confederal:recorded", { bubbles: true, cancelable: true, detail: { then, made } });
  return form.dispatchEvent(goOn) ? go(form, then) : undefined;
}

/** What was prepared, looked at, agreed to and signed; null where the person or the server said no. */
async function signedStep(form, submitter, made, first) {
  let asked = await prepared(form, submitter);
  let shown = null;
  if (asked?.prove) {
    shown = await possessed(form, asked, made);
    asked = await prepared(form, submitter, shown.proof);
    if (asked?.prove) throw mismatch();
  }
  if (asked === null || asked.done) return asked;
  const said = await checked(form, asked);
  if (shown) sameKey(shown, said);
  for (const entry of made) await label(entry, asked, said);
  form.dispatchEvent(new CustomEvent("confederal:prepared", { bubbles: true, detail: { asked, said } }));
  if (first && (asked.told || "confirm" in form.dataset) && !(await agreed(form, asked, said))) return null;
  return signed(asked, form);
}

/** The signature of a key that was just made here, over whose it is to be. */
async function possessed(form, { prove, credential }, made) {
  const entry = made.find(({ keyid }) => keyid === prove.key);
  const body = bodyOf(form);
  if (!entry || (body && prove.body !== body)) throw mismatch();
  const sig = await keys.sign(entry.keyid, keys.possession(prove), credential);
  return { ...prove, proof: keys.hex(sig) };
}

/** What is signed must name the key for just that one. */
function sameKey({ body, for: what, key, of, proof }, { body: there, by, act: said }) {
  const whose = { seat: said.seat, card: said.id, member: said.member ?? by }[what];
  if (body !== there || said.proof !== proof || (said.key ?? said.card) !== key || whose !== of) throw mismatch();
}

const bodyOf = (form) => form.dataset.body
  ?? new URL(form.getAttribute("action") ?? "", location.href).pathname.match(/^\/b\/([0-9a-f]{64})\//)?.[1];

async function prepared(form, submitter, proof = "") {
  const address = submitter?.getAttribute("formaction") ?? form.getAttribute("action") ?? location.href;
  const ask = async (token) => {
    const data = new FormData(form, submitter ?? undefined);
    if (token) data.set("csrfmiddlewaretoken", token);
    if (proof) data.set("proof", proof);
    try {
      return await fetch(address, { method: "POST", body: data, headers: PREPARE, signal: AbortSignal.timeout(PATIENCE) });
    } catch {
      throw new Aside(say("No connection. Nothing was signed; what you typed is still here. Try again."));
    }
  };
  let reply = await ask();
  if (reply.status === 403) reply = await ask(await newToken());
  if (reply.redirected && new URL(reply.url).pathname === "/sign-in/") return signedOut(form);
  if (reply.status === 422) { answer(form, await reply.text(), true); return null; }
  if (reply.redirected && reply.ok) return { done: reply.url };
  if (!reply.ok || !reply.headers.get("content-type")?.startsWith("application/json")) {
    throw new Aside(say("This could not be prepared. Nothing was signed; what you typed is still here. Try again."));
  }
  return reply.json();
}

function signedOut(form) {
  keepForLater(form);
  const link = document.createElement("a");
  link.href = `/sign-in/?next=${encodeURIComponent(location.pathname + location.search)}`;
  link.textContent = say("Sign in again and go on");
  link.className = "button";
  answer(form, say("You are no longer signed in. What you typed is kept on this device."), false, link);
  return null;
}

// ── What came back is looked at before it is signed ──────────────────────────────────────────────────────

async function checked(form, asked) {
  const payload = keys.bytes(asked.payload);
  let said;
  try { said = JSON.parse(text.decode(payload)); } catch { throw mismatch(); }
  const body = bodyOf(form);
  const founding = Boolean(asked.founding);
  if (said.body !== (founding ? "" : asked.body) || (body && !founding && body !== asked.body)) throw mismatch();
  if (form.dataset.kind && said.act.kind !== form.dataset.kind) throw mismatch();
  if (founding && said.act.kind !== "founded") throw mismatch();
  const whole = JSON.stringify(said);
  for (const [salt, content] of asked.texts ?? []) {
    const digest = keys.hex(await keys.sha256(keys.joined(keys.bytes(salt), keys.bytes(content))));
    if (!whole.includes(digest)) throw mismatch();
  }
  for (const field of form.querySelectorAll("[data-signs]")) {
    const value = field.dataset.signs.split(".").reduce((inner, name) => inner?.[name], said.act);
    const off = (field.type === "radio" || field.type === "checkbox") && !field.checked;
    if (!off && String(value ?? "").trim() !== field.value.trim()) throw mismatch();
  }
  return said;
}

const mismatch = () => new Aside(say(
  "The server asked this device to sign something else than this form says. Nothing was signed. Tell your co-workers.",
));

/** Asks the person, in words and, unfolded, to the letter. */
function agreed(form, asked, said) {
  const box = document.createElement("dialog");
  box.className = "signing";
  const id = `signing-${Date.now()}`;
  box.setAttribute("aria-labelledby", id);
  const [head, words, more, summary, exactly, buttons, yes, no] = [
    "h2", "p", "details", "summary", "pre", "form", "button", "button",
  ].map((name) => document.createElement(name));
  head.id = id;
  head.textContent = say("Sign this?");
  words.textContent = asked.told || form.dataset.confirm || "";
  summary.textContent = say("What exactly is signed");
  const beside = (asked.texts ?? []).map(([, content]) => text.decode(keys.bytes(content)));
  exactly.textContent = [JSON.stringify(said, null, 1), ...beside].join("\n\n");
  more.append(summary, exactly);
  buttons.method = "dialog";
  buttons.className = "cluster";
  yes.className = "button";
  yes.value = "yes";
  yes.textContent = say("Sign");
  no.className = "button quiet";
  no.value = "no";
  no.textContent = say("Not now");
  buttons.append(yes, no);
  box.append(head, ...(words.textContent ? [words] : []), more, buttons);
  document.body.append(box);
  box.showModal();
  return new Promise((done) => {
    box.addEventListener("close", () => { done(box.returnValue === "yes"); box.remove(); });
  });
}

// ── Signing ──────────────────────────────────────────────────────────────────────────────────────────────

async function signed(asked, form) {
  const payload = keys.bytes(asked.payload);
  let sig;
  try {
    sig = await keys.sign(asked.keyid, keys.pae(payload), asked.credential);
  } catch (fault) {
    if (!(fault instanceof keys.NotHere)) throw fault;
    await withCard(asked.keyid, form);
    sig = await keys.sign(asked.keyid, keys.pae(payload));
  }
  const envelope = keys.envelope(payload, asked.keyid, sig);
  const raw = new TextEncoder().encode(envelope);
  return {
    id: keys.hex(await keys.sha256(raw)), at: Date.now(), body: asked.body, envelope: keys.base64(raw),
    texts: asked.texts ?? [], then: asked.then, founding: Boolean(asked.founding || "founding" in form.dataset),
    afterwards: asked.afterwards ?? "",
  };
}

/** The key is not on this device: what can be done, and the line of a card for this once. Throws Aside. */
function withCard(keyid, form) {
  const box = document.createElement("dialog");
  box.className = "signing";
  box.innerHTML = `<form method="dialog" class="stack"><h2></h2><p></p><ul><li></li><li></li><li></li></ul>
    <div class="field"><label for="card-line"></label><p class="hint" id="card-hint"></p>
    <input id="card-line" name="line" autocomplete="off" autocapitalize="characters" spellcheck="false"
     aria-describedby="card-hint card-wrong"><p id="card-wrong" role="alert"></p></div>
    <div class="cluster"><button class="button" value="sign"></button>
    <button class="button quiet" value="no" formnovalidate></button></div></form>`;
  const part = (name) => box.querySelector(name);
  const [one, two, three] = box.querySelectorAll("li");
  part("h2").textContent = say("The key you sign with here is not on this device");
  part("h2").id = "not-here";
  box.setAttribute("aria-labelledby", "not-here");
  part("p").textContent = say("Nothing was signed yet. You can:");
  one.textContent = say("open this page on the device that has the key;");
  const lost = document.createElement("a");
  lost.href = "/lost/";
  lost.textContent = say("have co-workers vouch for a new key, if the old one is lost;");
  two.append(lost);
  three.textContent = say("say it at the tellers' table: it counts the same.");
  part("label").textContent = say("Or type the line of your paper card, for this once");
  part("#card-hint").textContent = say("It begins with CONFEDERAL1. It is used for this step and not kept.");
  const [sign, no] = box.querySelectorAll("button");
  sign.textContent = say("Sign with the card");
  no.textContent = say("Not now");
  document.body.append(box);
  box.showModal();
  import("../accounts/scan.js").then(({ offer }) => offer(part("input")), () => undefined);
  return new Promise((done, failed) => {
    sign.addEventListener("click", async (event) => {
      event.preventDefault();
      const found = await keys.lend(part("input").value);
      const wrong = found === null
        ? say("This is no card: a sign is wrong or missing. Compare it with the paper.")
        : found === keyid ? "" : say("This is a card, but not of the key you sign with here.");
      part("#card-wrong").textContent = wrong;
      if (wrong === "") box.close("sign");
      else part("input").focus();
    });
    box.addEventListener("close", () => {
      box.remove();
      if (box.returnValue === "sign") done();
      else failed(new Aside(say("Nothing was signed.")));
    });
  });
}

/** Makes the new keys a form asks for, and writes their ids into its fields. */
async function newKeys(form) {
  const made = [];
  for (const field of form.querySelectorAll("[data-new-key]:not(:disabled)")) {
    const chosen = form.querySelector("[name=way]:checked")?.value ?? form.querySelector("select[name=way]")?.value;
    const kind = field.dataset.newKey || chosen || "device";
    if (kind === "passkey") {
      const passkey = await import("./passkey.js");
      field.value = await registered(passkey, field.dataset.forBody ?? "");
      made.push({ keyid: field.value, kind, field });
      continue;
    }
    const entry = await keys.fresh().catch(() => {
      throw new Aside(say("This browser cannot make a key: it is too old, or the address does not begin with https."));
    });
    field.value = entry.keyid;
    made.push({ ...entry, kind, field });
    if (kind === "card") keys.lendKey(entry);
    else await keys.keep({ keyid: entry.keyid, key: entry.key, title: field.dataset.title ?? "", lost: "lost" in field.dataset });
  }
  return made;
}

async function registered(passkey, body) {
  if (!passkey.possible()) throw new Aside(say("This browser knows no passkeys. Choose a key on this device."));
  const post = (address, sent) => fetch(address, {
    method: "POST", body: JSON.stringify(sent),
    headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
  });
  const options = await post("/passkey/begin/", { body });
  if (!options.ok) throw new Aside(say("No passkey could be made here. Choose a key on this device."));
  const made = await passkey.make(await options.json()).catch((fault) => {
    if (fault.name === "NotAllowedError") throw fault;
    throw new Aside(say("No passkey could be made here. Choose a key on this device."));
  });
  const finished = await post("/passkey/finish/", made);
  if (!finished.ok) throw new Aside(say("This passkey cannot be used here. Choose a key on this device."));
  return (await finished.json()).keyid;
}

async function label(entry, asked, said) {
  if (entry.kind !== "device") return;
  const { forBody, for: who, title } = entry.field.dataset;
  await keys.keep({
    keyid: entry.keyid, key: entry.key, body: forBody ?? asked.body, who: who ?? said.by, title: title ?? "",
  });
}

async function forget(made) {
  for (const { keyid, kind } of made) if (kind === "device") await keys.drop(keyid);
}

// ── Sending ──────────────────────────────────────────────────────────────────────────────────────────────

/** The desk's answer; false where it was refused; null where it could not be sent yet and waits on this device. */
async function send(step, form) {
  await keys.put(step);
  const reply = await posted(step);
  if (reply === null) {
    await showWaiting();
    answer(form, say("Signed, but not sent yet: there is no connection. It is kept on this device and sent as soon as possible."));
    return null;
  }
  await keys.answered(step.id);
  if (reply.ok) return reply.json();
  if (reply.status === 422) answer(form, await reply.text(), true);
  else answer(form, say("This step could not be taken. Nothing was recorded."));
  return false;
}

/** The reply to a signed step, or null where none came that settles it. */
async function posted({ body, envelope, texts, then, founding, afterwards = "" }) {
  const ask = (csrf) => fetch("/record/", {
    method: "POST", body: JSON.stringify({ body, envelope, texts, then, founding, afterwards }), signal: AbortSignal.timeout(PATIENCE),
    headers: { "Content-Type": "application/json", "X-CSRFToken": csrf },
  });
  try {
    let reply = await ask(token());
    if (reply.status === 403) reply = await ask(await newToken());
    return reply.ok || [400, 404, 413, 422].includes(reply.status) ? reply : null;
  } catch {
    return null;
  }
}

const token = () => document.querySelector("meta[name=csrf-token]").content;

/** The token of the session as it is now: it changed if somebody signed in or out in another tab. */
async function newToken() {
  try {
    const page = await (await fetch("/sign-in/", { headers: { Accept: "text/html" } })).text();
    const fresh = new DOMParser().parseFromString(page, "text/html").querySelector("meta[name=csrf-token]")?.content;
    if (fresh) document.querySelector("meta[name=csrf-token]").content = fresh;
  } catch { /* the old one is tried again */ }
  return token();
}

/** Sends what waits on this device; one tab does it for all. What another tab may just be sending waits a little,
 * unless the person asks for it (a click). */
async function sendWaiting(event) {
  const alone = navigator.locks
    ? (work) => navigator.locks.request("confederal outbox", { ifAvailable: true }, (lock) => lock && work())
    : (work) => work();
  await alone(async () => {
    for (const step of await keys.waiting()) {
      if (event?.type !== "click" && Date.now() - step.at < 3000) continue;
      const reply = await posted(step);
      if (reply === null) break;
      await keys.answered(step.id);
      if (reply.ok) {
        announce(say("What waited on this device was sent."), (await reply.json()).then);
      } else {
        announce(say("A step that waited on this device was not taken:"), null, reply.status === 422 ? await reply.text() : "");
      }
    }
  });
  await showWaiting();
}

async function showWaiting() {
  const steps = await keys.waiting();
  const line = document.getElementById("not-sent");
  if (steps.length === 0) { line?.remove(); return; }
  if (line) return;
  const [notice, words, row] = ["div", "p", "p"].map((name) => document.createElement(name));
  notice.id = "not-sent";
  notice.className = "notice warn";
  notice.setAttribute("role", "status");
  words.textContent = say("Not sent yet: something you signed waits on this device.");
  row.className = "cluster";
  const button = (told, does) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button quiet";
    made.textContent = told;
    made.addEventListener("click", does);
    return made;
  };
  row.append(button(say("Send now"), sendWaiting), button(say("Throw it away"), async () => {
    for (const { id } of await keys.waiting()) await keys.answered(id);
    await showWaiting();
  }));
  notice.append(words, row);
  document.getElementById("main")?.prepend(notice);
}

// ── Telling the person ───────────────────────────────────────────────────────────────────────────────────

/** Puts words, or a piece of page from the server, into the form's answer and moves there. */
function answer(form, words, page = false, link = null) {
  let place = form.querySelector("[data-answer]");
  if (!place) {
    place = document.createElement("div");
    place.dataset.answer = "";
    form.append(place);
  }
  if (page) {
    place.innerHTML = words;
  } else {
    const notice = document.createElement("div");
    notice.className = "notice warn";
    notice.setAttribute("role", "alert");
    notice.append(words);
    if (link) notice.append(" ", link);
    place.replaceChildren(notice);
  }
  place.tabIndex = -1;
  place.focus();
}

function announce(words, address = null, page = "") {
  const notice = document.createElement("div");
  notice.className = "notice";
  notice.setAttribute("role", "status");
  notice.append(words);
  if (address) {
    const link = document.createElement("a");
    link.href = address;
    link.textContent = say("See it");
    notice.append(" ", link);
  }
  if (page) notice.insertAdjacentHTML("beforeend", page);
  document.getElementById("main")?.prepend(notice);
}

function go(form, address) {
  if (!address) return;
  const there = new URL(address, location.href);
  if (there.origin !== location.origin) return;
  if (there.pathname + there.search === location.pathname + location.search) {
    history.replaceState(null, "", there);
    location.reload();
  } else location.assign(there);
}

// ── A page is opened ─────────────────────────────────────────────────────────────────────────────────────

addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-busy]")) {
    delete form.dataset.busy;
    form.removeAttribute("aria-busy");
  }
});
addEventListener("online", sendWaiting);
ready.then(async () => {
  restore();
  if (window.indexedDB && window.crypto?.subtle) {
    await sendWaiting();
    setInterval(async () => { if ((await keys.waiting()).length) await sendWaiting(); }, 20000);
  }
});
