// A QR code as a picture, drawn on this device: what it says is sent to nobody.

import { qrcode } from "../people/qrcode.mjs";

/** The code of these words, as one path of an SVG; `called` is its name for whoever does not see it. */
export function picture(words, called = "QR") {
  const code = qrcode(0, "M");
  code.addData(words);
  code.make();
  const size = code.getModuleCount(), quiet = 4, made = "http://www.w3.org/2000/svg";
  let path = "";
  for (let row = 0; row < size; row += 1) {
    for (let at = 0; at < size; at += 1) if (code.isDark(row, at)) path += `M${at + quiet},${row + quiet}h1v1h-1z`;
  }
  const drawing = document.createElementNS(made, "svg"), dark = document.createElementNS(made, "path");
  drawing.setAttribute("viewBox", `0 0 ${size + 2 * quiet} ${size + 2 * quiet}`);
  drawing.setAttribute("role", "img");
  drawing.setAttribute("aria-label", called);
  drawing.setAttribute("shape-rendering", "crispEdges");
  drawing.setAttribute("class", "qr");
  const light = document.createElementNS(made, "rect");
  for (const side of ["width", "height"]) {
    drawing.setAttribute(side, "260");
    light.setAttribute(side, size + 2 * quiet);
  }
  light.setAttribute("fill", "#fff"); // a code is read dark on light, whatever the colours of the page
  dark.setAttribute("fill", "#000");
  dark.setAttribute("d", path);
  drawing.append(light, dark);
  return drawing;
}
