// What scripts say to people, in the language of the page. English stands in the scripts themselves.

const language = document.documentElement.lang;
let known = {};

/** The words in the language of the page; `{}` in them becomes the values. */
export function say(words, ...values) {
  return values.reduce((told, value) => told.replace("{}", value), known[words] ?? words);
}

export const ready = language.startsWith("en") ? Promise.resolve() : fetch(`/spoken/${language}.json`, { signal: AbortSignal.timeout(5000) })
  .then((reply) => reply.json())
  .then((found) => { known = found; })
  .catch(() => undefined);
