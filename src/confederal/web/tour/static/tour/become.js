// The keys of whom one has become are kept on this device, then the page goes on. In the demo only.
import { keepSeed } from "../confederal/keys.js";

const then = document.getElementById("tour-then").href;
const keys = JSON.parse(document.getElementById("tour-keys").textContent);
try {
  for (const { seed, ...about } of keys) await keepSeed(seed, about);
} finally {
  location.replace(then);
}
