// The tools of a composer, once somebody writes: marks by button and key, clean pasting, people, how it looks.

import { set } from "./editor-marks.js";
import { offerPeople } from "./editor-people.js";
import { pasteClean } from "./editor-paste.js";
import { showLook } from "./editor-look.js";

const KEYS = { b: "bold", i: "italic", k: "link" };

/** One stop for the tabulator; the arrows go from button to button, as the line is read. */
function walk(toolbar) {
  const buttons = [...toolbar.querySelectorAll("button")];
  buttons.forEach((button, at) => (button.tabIndex = at ? -1 : 0));
  toolbar.addEventListener("keydown", (event) => {
    const forward = getComputedStyle(toolbar).direction === "rtl" ? -1 : 1;
    const at = buttons.indexOf(document.activeElement);
    const to = { ArrowRight: at + forward, ArrowLeft: at - forward, Home: 0, End: -1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = buttons.at(to % buttons.length);
    buttons.forEach((button) => (button.tabIndex = button === next ? 0 : -1));
    next.focus();
  });
}

export function attach(composer) {
  const area = composer.querySelector("textarea");
  const toolbar = composer.querySelector("[role=toolbar]");
  const press = (button) => set(area, button.dataset.mark, button.dataset.words);
  const wordsOf = (mark) => toolbar.querySelector(`[data-mark=${mark}]`)?.dataset.words;
  walk(toolbar);
  area.addEventListener("keydown", (event) => {
    const mark = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && KEYS[event.key.toLowerCase()];
    if (!mark) return;
    event.preventDefault();
    set(area, mark, wordsOf(mark === "italic" ? "bold" : mark));
  });
  pasteClean(area);
  if ("people" in composer.dataset && composer.dataset.space) offerPeople(composer, area);
  if (composer.dataset.space) showLook(composer);
  return { press };
}
