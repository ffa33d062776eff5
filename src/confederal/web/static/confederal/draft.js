// Drafts: what somebody types is kept on this device until it was sent. `<form data-draft="name">`.

import { say } from "./words.js";

const PREFIX = "confederal draft ";
const SENT = "confederal sent";
const LATER = "confederal later ";

const of = (form) => `${PREFIX}${location.pathname} ${form.dataset.draft}`;
const fields = (form) => [...form.elements].filter(
  (field) => field.name && field.name !== "csrfmiddlewaretoken" && !("newKey" in field.dataset)
    && !["hidden", "password", "file", "submit", "button"].includes(field.type),
);

function held(field) {
  if (field.type === "checkbox" || field.type === "radio") return field.checked;
  return field.multiple ? [...field.selectedOptions].map((option) => option.value) : field.value;
}

const untouched = (field) => {
  if (field.type === "checkbox" || field.type === "radio") return field.checked === field.defaultChecked;
  if (field.options) return [...field.options].every((option) => option.selected === option.defaultSelected) || !field.multiple;
  return field.value === field.defaultValue;
};

function put(key, form) {
  const typed = fields(form).map((field) => [field.name, field.type, field.value, held(field)]);
  try { localStorage.setItem(key, JSON.stringify(typed)); } catch { /* the device is full: the page still holds it */ }
}

/** Keeps what stands in a form, draft or not: somebody has to sign in again in the middle of it. */
export function keepForLater(form) {
  if ("draft" in form.dataset) put(of(form), form);
  else put(`${LATER}${location.pathname} ${form.getAttribute("action") ?? ""}`, form);
}

/** What was typed into this form was sent: nothing of it is kept. */
export function sent(form) {
  form.dataset.sent = "1";
  localStorage.removeItem(of(form));
}

/** No draft of anybody is left on this device. */
export function forgetAll() {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(PREFIX) || key.startsWith(LATER)) localStorage.removeItem(key);
  }
}

function fill(form, key) {
  let typed;
  try { typed = JSON.parse(localStorage.getItem(key) ?? "null"); } catch { typed = null; }
  if (!Array.isArray(typed)) return false;
  let changed = false;
  const left = [...typed];
  for (const field of fields(form)) {
    const choice = field.type === "checkbox" || field.type === "radio";
    const at = left.findIndex(([name, type, value]) => name === field.name && type === field.type && (!choice || value === field.value));
    if (at < 0) continue;
    const [[, , , value]] = left.splice(at, 1);
    if (!untouched(field) || JSON.stringify(held(field)) === JSON.stringify(value)) continue;
    if (choice) field.checked = value;
    else if (field.multiple) for (const option of field.options) option.selected = value.includes(option.value);
    else field.value = value;
    changed = true;
  }
  if (changed) form.dispatchEvent(new Event("input", { bubbles: true }));
  return changed;
}

/** Puts back what was typed here and not sent; from now on keeps what is typed. */
export function restore() {
  settle();
  for (const form of document.querySelectorAll("form[data-draft]")) {
    if (fill(form, of(form))) tell(form);
    let soon;
    form.addEventListener("input", () => {
      clearTimeout(soon);
      soon = setTimeout(() => { if (!form.dataset.sent) put(of(form), form); }, 300);
    });
    form.addEventListener("submit", () => {
      clearTimeout(soon);
      put(of(form), form);
      if (!("act" in form.dataset)) sessionStorage.setItem(SENT, of(form));
    });
  }
  for (const form of document.querySelectorAll("form:not([data-draft])")) {
    const key = `${LATER}${location.pathname} ${form.getAttribute("action") ?? ""}`;
    if (localStorage.getItem(key) !== null) { fill(form, key); localStorage.removeItem(key); tell(form); }
  }
  document.querySelectorAll("form[data-forget-drafts]").forEach((form) => form.addEventListener("submit", forgetAll));
}

/** A plain form was sent before this page: its draft goes, unless this page says that it was not taken. */
function settle() {
  const key = sessionStorage.getItem(SENT);
  if (key === null) return;
  sessionStorage.removeItem(SENT);
  const status = performance.getEntriesByType("navigation")[0]?.responseStatus || 200;
  const refused = document.querySelector(".field.wrong, .errorlist, .why-not") !== null;
  if (status < 400 && !refused && location.pathname !== "/sign-in/") localStorage.removeItem(key);
}

function tell(form) {
  const [notice, away] = [document.createElement("p"), document.createElement("button")];
  notice.className = "hint";
  notice.setAttribute("role", "status");
  away.type = "button";
  away.className = "button quiet";
  away.textContent = say("Throw it away");
  away.addEventListener("click", () => {
    if ("draft" in form.dataset) localStorage.removeItem(of(form));
    form.reset();
    notice.remove();
  });
  notice.append(`${say("What you had typed here is back.")} `, away);
  form.prepend(notice);
}
