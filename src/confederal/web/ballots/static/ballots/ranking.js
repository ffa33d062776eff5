// A ranked ballot without typing numbers: up, down, leave out, by button or by dragging.
// The numbers stay where they are: what is sent is what the page had without script.
for (const list of document.querySelectorAll("[data-ranking]")) {
  const words = list.dataset;
  const said = list.parentElement.querySelector("[data-ranking-said]");
  const rows = [...list.children];
  const select = (row) => row.querySelector("select");
  const name = (row) => row.querySelector("label").textContent;
  const ranked = () =>
    [...list.children].filter((row) => select(row).value).sort((a, b) => select(a).value - select(b).value);

  function button(row, word, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button quiet";
    made.textContent = word;
    made.setAttribute("aria-label", `${word}: ${name(row)}`);
    made.addEventListener("click", () => {
      act(row);
      (made.hidden ? row.querySelector("button:not([hidden])") : made)?.focus();
    });
    return made;
  }

  function write(order, changed) {
    for (const row of rows) select(row).value = "";
    order.forEach((row, place) => (select(row).value = String(place + 1)));
    const rest = rows.filter((row) => !order.includes(row));
    list.append(...order, ...rest);
    for (const row of rows) {
      const place = order.indexOf(row);
      const [up, down, leave, add] = row.querySelectorAll("button");
      up.hidden = place < 1;
      down.hidden = place < 0 || place === order.length - 1;
      leave.hidden = place < 0;
      add.hidden = place >= 0;
      row.classList.toggle("ranked", place >= 0);
    }
    if (changed && said) {
      const place = order.indexOf(changed);
      said.textContent = `${name(changed)}: ${place < 0 ? words.out : `${words.now} ${place + 1}`}`;
    }
  }

  const move = (by) => (row) => {
    const order = ranked();
    const from = order.indexOf(row);
    const to = from + by;
    if (from < 0 || to < 0 || to >= order.length) return;
    order.splice(from, 1);
    order.splice(to, 0, row);
    write(order, row);
  };
  const leave = (row) => write(ranked().filter((other) => other !== row), row);
  const add = (row) => write([...ranked().filter((other) => other !== row), row], row);

  let dragged = null;
  for (const row of rows) {
    const buttons = document.createElement("span");
    buttons.className = "cluster";
    buttons.append(
      button(row, words.up, move(-1)),
      button(row, words.down, move(1)),
      button(row, words.leave, leave),
      button(row, words.add, add),
    );
    row.append(buttons);
    row.draggable = true;
    row.addEventListener("dragstart", () => (dragged = row));
    row.addEventListener("dragover", (event) => dragged && event.preventDefault());
    row.addEventListener("drop", (event) => {
      event.preventDefault();
      if (!dragged || dragged === row) return;
      const order = ranked().filter((other) => other !== dragged);
      const place = order.indexOf(row);
      order.splice(place < 0 ? order.length : place, 0, dragged);
      write(order, dragged);
      dragged = null;
    });
    select(row).addEventListener("change", () => {
      const wanted = Number(select(row).value);
      const order = ranked().filter((other) => other !== row);
      if (wanted) order.splice(Math.min(wanted - 1, order.length), 0, row);
      write(order, row);
    });
  }
  write(ranked());
}
