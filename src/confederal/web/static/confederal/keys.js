// The keys on this device. They are made here, kept here so that nothing can read them out, and only sign.
//
// What is written down is what kernel/envelope.py and records/keys.py write down, byte for byte; tests/web/accounts
// compares them. Nothing in this file touches the page.

export const ACT = "application/vnd.confederal.act+json";
export const KEY = "application/vnd.confederal.key+json";
export const SIGN_IN = "application/vnd.confederal.sign-in+json";
const utf8 = new TextEncoder();

/** Somebody signs with a key that is not on this device. */
export class NotHere extends Error {
  constructor(keyid) { super(keyid); this.keyid = keyid; }
}

// ── Bytes and text ───────────────────────────────────────────────────────────────────────────────────────

export function base64(bytes) {
  let text = "";
  for (const byte of new Uint8Array(bytes)) text += String.fromCharCode(byte);
  return btoa(text);
}

export const bytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
export const base64url = (data) => base64(data).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
export const fromBase64url = (text) => bytes(text.replace(/-/g, "+").replace(/_/g, "/"));
export const hex = (data) => Array.from(new Uint8Array(data), (byte) => byte.toString(16).padStart(2, "0")).join("");

export function joined(...parts) {
  const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) { all.set(part, at); at += part.length; }
  return all;
}

export const sha256 = async (data) => new Uint8Array(await crypto.subtle.digest("SHA-256", data));

/** The bytes that are signed: type and payload, each with its length (DSSE v1). */
export function pae(payload, type = ACT) {
  return joined(utf8.encode(`DSSEv1 ${type.length} ${type} ${payload.length} `), payload);
}

/** The bytes a new key signs before it is named for anybody (kernel/possession.py). */
export const possession = ({ body, for: what, key, of, replaces }) =>
  pae(utf8.encode(JSON.stringify({ body, for: what, key, of, replaces, v: 1 })), KEY);

/** The one form of an envelope, as text. */
export function envelope(payload, keyid, sig) {
  return JSON.stringify({
    payload: base64(payload), payloadType: ACT, signatures: [{ keyid, sig: base64(sig) }],
  });
}

// ── Cards of paper ───────────────────────────────────────────────────────────────────────────────────────

const CARD = "CONFEDERAL1";
const SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The 32 bytes behind the line of a card, or null: another kind of line, or a mistake of the pen. */
export async function seedOf(line) {
  const plain = line.replace(/[\s-]/g, "").toUpperCase();
  if (!plain.startsWith(CARD)) return null;
  const signs = plain.slice(CARD.length).replace(/0/g, "O").replace(/1/g, "I").replace(/8/g, "B");
  if (signs.length !== 56 || [...signs].some((sign) => !SIGNS.includes(sign))) return null;
  const data = new Uint8Array(35);
  let held = 0, bits = 0, at = 0;
  for (const sign of signs) {
    held = ((held << 5) | SIGNS.indexOf(sign)) & 0xfff;
    bits += 5;
    if (bits >= 8) { bits -= 8; data[at++] = (held >> bits) & 0xff; }
  }
  const seed = data.slice(0, 32), check = await checksum(seed);
  return check.every((byte, rank) => byte === data[32 + rank]) ? seed : null;
}

/** The line for a card of these 32 bytes. */
export async function cardOf(seed) {
  let signs = "", held = 0, bits = 0;
  for (const byte of joined(seed, await checksum(seed))) {
    held = ((held << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5) { bits -= 5; signs += SIGNS[(held >> bits) & 31]; }
  }
  return [CARD, ...signs.match(/.{7}/g)].join("-");
}

const checksum = async (seed) => (await sha256(joined(utf8.encode("confederal card 1\n"), seed))).slice(0, 3);

/** Four words that stand for a key, to be compared by voice (proquints of 64 bits of its SHA-256). */
export async function words(keyid) {
  const data = await sha256(utf8.encode(keyid));
  const found = [];
  for (let at = 0; at < 8; at += 2) {
    const n = (data[at] << 8) | data[at + 1];
    const sound = (shift) => "bdfghjklmnprstvz"[(n >> shift) & 15];
    const vowel = (shift) => "aiou"[(n >> shift) & 3];
    found.push(sound(12) + vowel(10) + sound(6) + vowel(4) + sound(0));
  }
  return found.join(" ");
}

// ── Keys ─────────────────────────────────────────────────────────────────────────────────────────────────

const PKCS8 = bytes("MC4CAQAwBQYDK2VwBCIEIA==");

/** The key of a seed: it signs and cannot be read out again. */
export async function keyOf(seed) {
  const form = joined(PKCS8, seed);
  const key = await crypto.subtle.importKey("pkcs8", form, "Ed25519", false, ["sign"]);
  return { keyid: `ed25519:${await publicHalf(seed, form)}`, key };
}

/** The public half of a seed, as in a JWK. Firefox tells none of a key read in PKCS #8; there it is computed. */
async function publicHalf(seed, form) {
  const open = await crypto.subtle.importKey("pkcs8", form, "Ed25519", true, ["sign"]);
  try {
    return (await crypto.subtle.exportKey("jwk", open)).x;
  } catch {
    const { getPublicKeyAsync } = await import("./noble-ed25519.js");
    return base64url(await getPublicKeyAsync(seed));
  }
}

/** A new key; its seed is given back once, for a card, and is kept nowhere. */
export async function fresh() {
  const seed = crypto.getRandomValues(new Uint8Array(32));
  return { seed, ...(await keyOf(seed)) };
}

/** A new key on this device: it signs at once. `about`: body, who, title of where it will be used. */
export async function makeKey(about = {}) {
  const { keyid, key } = await fresh();
  await keep({ keyid, key, ...about });
  return { keyid };
}

/** Keeps the key of this seed (base64 of 32 bytes) on this device: of a card, or in practice. */
export async function keepSeed(seed, about = {}) {
  const { keyid, key } = await keyOf(bytes(seed));
  await keep({ keyid, key, ...about });
  return { keyid };
}

/** A new card: its key id, and the line to print. Nothing of it is kept. */
export async function makeCard() {
  const { keyid, seed } = await fresh();
  return { keyid, line: await cardOf(seed) };
}

const lent = new Map();

/** A new key that signs as long as the page is open; nothing is kept. */
export const lendKey = ({ keyid, key }) => { lent.set(keyid, key); };

/** Signs with this card as long as the page is open; nothing is kept. Gives the key id, or null for no card. */
export async function lend(line) {
  const seed = await seedOf(line);
  if (seed === null) return null;
  const { keyid, key } = await keyOf(seed);
  lent.set(keyid, key);
  return keyid;
}

/** The signature over these bytes with that key, wherever it is. Throws NotHere. */
export async function sign(keyid, message, credential) {
  if (keyid.startsWith("webauthn-")) {
    const passkey = await import("./passkey.js");
    return passkey.sign(keyid, message, credential);
  }
  const key = lent.get(keyid) ?? (await kept(keyid))?.key;
  if (!key) throw new NotHere(keyid);
  return new Uint8Array(await crypto.subtle.sign("Ed25519", key, message));
}

// ── What is kept on this device ──────────────────────────────────────────────────────────────────────────

let opened;

function store() {
  opened ??= new Promise((done, failed) => {
    const asked = indexedDB.open("confederal", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("keys", { keyPath: "keyid" });
      asked.result.createObjectStore("outbox", { keyPath: "id" });
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  return opened;
}

async function within(name, mode, ask) {
  const database = await store();
  return new Promise((done, failed) => {
    const work = database.transaction(name, mode, { durability: "strict" });
    const asked = ask(work.objectStore(name));
    work.oncomplete = () => done(asked.result);
    work.onerror = work.onabort = () => failed(work.error);
  });
}

/** `{keyid, key, body, who, title, made}` of a key on this device, or undefined. */
export const kept = (keyid) => within("keys", "readonly", (keys) => keys.get(keyid));
export const all = () => within("keys", "readonly", (keys) => keys.getAll());
export const drop = (keyid) => within("keys", "readwrite", (keys) => keys.delete(keyid));

/** Keeps a key on this device, with where it is used; asks the browser not to clear it away. */
export async function keep(entry) {
  await within("keys", "readwrite", (keys) => keys.put({ made: Date.now(), ...entry }));
  navigator.storage?.persist?.().catch(() => false);
}

export const waiting = () => within("outbox", "readonly", (box) => box.getAll());
export const put = (signed) => within("outbox", "readwrite", (box) => box.put(signed));
export const answered = (id) => within("outbox", "readwrite", (box) => box.delete(id));
