// The key of a practice copy is put on this device, so that everything can be tried out as it is. It counts nowhere.

import { kept, keepSeed } from "../confederal/keys.js";

const { practiceSeed, practiceKeyid, practiceBody, practiceTitle } = document.querySelector("[data-practice-seed]").dataset;
if (!(await kept(practiceKeyid))) {
  await keepSeed(practiceSeed, { body: practiceBody, who: "m1", title: practiceTitle });
}
