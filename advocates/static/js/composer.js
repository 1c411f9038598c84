// A field for longer texts: its tools are loaded with the first touch. Without them there is a plain field.

const tools = new WeakMap();

function load(composer) {
  if (!tools.has(composer)) {
    const coming = import("./editor.js").then(({ attach }) => attach(composer));
    // Where the connection dropped, the next touch tries again.
    coming.catch(() => tools.delete(composer));
    tools.set(composer, coming);
  }
  return tools.get(composer);
}

for (const composer of document.querySelectorAll("[data-composer]")) {
  const toolbar = composer.querySelector("[role=toolbar]");
  toolbar.hidden = false;
  composer.addEventListener("focusin", () => load(composer).catch(() => {}));
  // A press that comes before the tools is not lost.
  toolbar.addEventListener("click", async (event) => {
    const mark = event.target.closest("[data-mark]");
    if (mark) (await load(composer)).press(mark);
  });
}

// A quotation goes to what was typed already, instead of to a new page.
addEventListener("click", async (event) => {
  const link = event.target.closest?.("a[href*='quote=']");
  const area = document.querySelector("[data-composer] textarea");
  const chosen = String(getSelection());
  if (!link || !area || (!area.value && !chosen.trim())) return;
  event.preventDefault();
  const { quote } = await import("./editor-quote.js").catch(() => ({}));
  if (quote) quote(link.closest("article"), area, chosen);
  else location.assign(link.href);
});
