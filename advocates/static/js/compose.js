// For forms in which somebody writes: what keeps and sends comes with the first touch, or where a text waits here.

const marks = document.querySelectorAll("[data-draft]");

function hasCopy(mark) {
  try {
    const start = `draft ${mark.dataset.owner} ${mark.querySelector("[name=draft_key]").value} `;
    return Object.keys(localStorage).some((name) => name.startsWith(start));
  } catch {
    return false;
  }
}

for (const mark of marks) {
  const form = mark.closest("form");
  // At once, so that nothing moves under a finger later: files.js sends each file by itself.
  form.querySelector("[data-files-plain]")?.setAttribute("hidden", "");
  let begun = false;
  const begin = () => {
    if (begun) return;
    begun = true;
    if ("pieces" in mark.dataset) import("./pieces.js").then((pieces) => pieces.gather(form));
    import("./draft.js").then((draft) => draft.keep(form, mark));
    const others = document.querySelector("[data-others]");
    if (others) import("./writers.js").then((writers) => writers.watch(form, others));
    if (form.querySelector("[data-files]")) import("./files.js").then((files) => files.attach(form));
  };
  form.addEventListener("focusin", begin);
  if (hasCopy(mark)) begin();
}
