// Light or dark as the device wishes, or as chosen on it. Runs before the page is painted; keeps nothing elsewhere.
(() => {
  "use strict";
  const KEPT = "confederal-looks";
  const chosen = () => {
    try {
      return localStorage.getItem(KEPT) || "device";
    } catch {
      return "device";
    }
  };
  const show = (scheme) => {
    const dark = document.getElementById("dark");
    if (dark) {
      dark.media = { light: "not all", dark: "screen" }[scheme] || "screen and (prefers-color-scheme: dark)";
    }
  };
  show(chosen());

  document.addEventListener("DOMContentLoaded", () => {
    const box = document.querySelector(".schemes");
    if (box) {
      const press = () => {
        for (const button of box.querySelectorAll("button")) {
          button.setAttribute("aria-pressed", String(button.value === chosen()));
        }
      };
      box.addEventListener("click", (event) => {
        const button = event.target.closest("button");
        if (!button) return;
        try {
          localStorage.setItem(KEPT, button.value);
        } catch {
          /* nothing can be kept here: the choice holds for this page */
        }
        show(button.value);
        press();
      });
      box.hidden = false;
      press();
    }
    scrollers(document);
  });
  document.addEventListener("htmx:afterSettle", () => scrollers(document));

  // What scrolls sideways can be reached and scrolled with the keyboard, and has a name.
  const scrollers = (root) => {
    for (const wrap of root.querySelectorAll(".table-wrap")) {
      if (wrap.scrollWidth > wrap.clientWidth && !wrap.hasAttribute("tabindex")) {
        wrap.tabIndex = 0;
        wrap.setAttribute("role", "group");
        const caption = wrap.querySelector("caption");
        if (caption) wrap.setAttribute("aria-label", caption.textContent.trim());
      }
    }
  };
})();
