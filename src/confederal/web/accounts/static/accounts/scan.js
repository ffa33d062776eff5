// Reading a card with the camera, where the browser reads codes itself. No picture leaves the device.

import { say } from "../confederal/words.js";

const possible = () => "BarcodeDetector" in window && Boolean(navigator.mediaDevices?.getUserMedia);

/** A button beside a field that fills it from a code held before the camera. */
export function offer(field) {
  if (!possible()) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button quiet";
  button.textContent = say("Read it with the camera");
  field.after(button);
  let stop = null;
  button.addEventListener("click", async () => {
    if (stop) { stop(); return; }
    const over = new AbortController();
    stop = () => over.abort();
    button.textContent = say("Stop the camera");
    try {
      const words = await read(button, over.signal);
      if (words) field.value = words.slice(words.indexOf("#") + 1);
    } catch {
      button.title = say("The camera cannot be used here.");
    }
    stop = null;
    button.textContent = say("Read it with the camera");
    field.focus();
  });
}

/** What the first code before the camera says; null where it was stopped. */
async function read(button, over) {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  const film = document.createElement("video");
  Object.assign(film, { srcObject: stream, muted: true, playsInline: true });
  film.setAttribute("aria-hidden", "true");
  button.after(film);
  try {
    await film.play();
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    while (!over.aborted && button.isConnected) {
      const [found] = await detector.detect(film);
      if (found) return found.rawValue;
      await new Promise((done) => { setTimeout(done, 150); });
    }
    return null;
  } finally {
    for (const track of stream.getTracks()) track.stop();
    film.remove();
  }
}
