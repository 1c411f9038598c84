// Offers people and groups after a sign: a list that is chosen from by arrows or finger while the field keeps the focus.

import { put } from "./editor-marks.js";

const TYPED = /(?:^|[^A-Za-z0-9._/\\@-])@([^\s@[\]()<>][^\n@[\]()<>]{0,40})?$/;
const WAIT = 150;

export function offerPeople(composer, area) {
  const list = composer.querySelector("[role=listbox]");
  const says = composer.querySelector("[data-says]");
  let asking = null;
  let timer = 0;
  area.setAttribute("aria-autocomplete", "list");
  area.setAttribute("aria-controls", list.id);

  const typed = () => TYPED.exec(area.value.slice(0, area.selectionStart));
  const options = () => [...list.children];
  const chosen = () => options().find((option) => option.getAttribute("aria-selected") === "true");

  function close() {
    list.hidden = true;
    area.removeAttribute("aria-activedescendant");
    says.textContent = "";
  }

  function choose(option) {
    options().forEach((each) => each.setAttribute("aria-selected", String(each === option)));
    area.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function take(option) {
    const length = (typed()?.[1] || "").length + 1;
    put(area, area.selectionStart - length, area.selectionStart, `${option.dataset.reference} `);
    close();
  }

  function show(found) {
    list.replaceChildren(
      ...found.map(({ name, reference }, at) => {
        const option = document.createElement("li");
        option.setAttribute("role", "option");
        option.id = `${list.id}_${at}`;
        option.dataset.reference = reference;
        option.append(Object.assign(document.createElement("bdi"), { textContent: name }));
        return option;
      }),
    );
    list.hidden = !found.length;
    says.textContent = found.length ? composer.dataset.some : composer.dataset.none;
    if (found.length) choose(list.firstChild);
    else area.removeAttribute("aria-activedescendant");
  }

  async function ask(letters) {
    asking?.abort();
    asking = new AbortController();
    const query = new URLSearchParams({ q: letters, space: composer.dataset.space, topic: composer.dataset.topic });
    try {
      const answer = await fetch(`/members/forum/mentions/?${query}`, { signal: asking.signal });
      if (answer.ok && typed()) show((await answer.json()).found);
    } catch {
      // Aborted, or the connection is gone: the name can be written out.
    }
  }

  area.addEventListener("input", () => {
    clearTimeout(timer);
    const match = typed();
    if (match) timer = setTimeout(() => ask(match[1] || ""), WAIT);
    else close();
  });
  area.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    const all = options();
    const at = all.indexOf(chosen());
    const to = { ArrowDown: (at + 1) % all.length, ArrowUp: (at - 1 + all.length) % all.length }[event.key];
    if (to !== undefined) choose(all[to]);
    else if (event.key === "Enter" || event.key === "Tab") take(chosen());
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) take(option);
  });
  area.addEventListener("blur", () => setTimeout(close, 150));
}
