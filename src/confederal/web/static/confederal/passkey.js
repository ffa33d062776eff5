// Passkeys: what a device's own lock (finger, face, PIN) keeps and signs with.

import { base64, base64url, fromBase64url, sha256 } from "./keys.js";

const utf8 = new TextEncoder();

export const possible = () => Boolean(window.PublicKeyCredential && navigator.credentials);

/** What a passkey answers to these bytes: the challenge is their SHA-256. */
export async function asked(message, rpId, credential) {
  const allowed = credential ? [{ type: "public-key", id: fromBase64url(credential) }] : [];
  return navigator.credentials.get({
    publicKey: {
      challenge: await sha256(message), rpId, allowCredentials: allowed, userVerification: "required", timeout: 120000,
    },
  });
}

/** The answer of a passkey as the record keeps it. */
export function written(response) {
  return utf8.encode(JSON.stringify({
    authenticatorData: base64(response.authenticatorData),
    clientDataJSON: base64(response.clientDataJSON),
    signature: base64(response.signature),
  }));
}

/** The signature of that passkey over these bytes. */
export async function sign(keyid, message, credential) {
  const answer = await asked(message, keyid.split(":")[1], credential);
  return written(answer.response);
}

/** A new passkey from what the server asks for; what the server then checks. */
export async function make(options) {
  const made = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: fromBase64url(options.challenge),
      user: { ...options.user, id: fromBase64url(options.user.id) },
      excludeCredentials: (options.excludeCredentials ?? []).map((one) => ({ ...one, id: fromBase64url(one.id) })),
    },
  });
  return {
    id: made.id,
    rawId: base64url(made.rawId),
    type: made.type,
    clientExtensionResults: {},
    response: {
      clientDataJSON: base64url(made.response.clientDataJSON),
      attestationObject: base64url(made.response.attestationObject),
      transports: made.response.getTransports?.() ?? [],
    },
  };
}
