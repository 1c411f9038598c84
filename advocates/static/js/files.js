// Files in a form: each is sent as soon as it is chosen, with its progress, and once more when a line breaks; the form
// then names it. Dropping and pasting pictures works where choosing does.

import { drawn, sendFile } from "./files-send.js";

export function attach(form) {
  const box = form.querySelector("[data-files]");
  const list = box.querySelector("[data-files-list]");
  const input = box.querySelector("[name=upload]");
  const words = (text, name) => text.replace("{name}", () => name);

  const tell = (row, text, retry) => {
    row.replaceChildren();
    const line = Object.assign(document.createElement("p"), { className: "field__error", textContent: text });
    line.setAttribute("role", "alert");
    row.append(line);
    if (!retry) return;
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn--2" });
    button.textContent = box.dataset.again;
    button.onclick = retry;
    row.append(button);
  };

  async function add(file, row = list.appendChild(document.createElement("li")), come = { sending: drawn(), at: 0 }) {
    if (file.size > Number(box.dataset.mostBytes) * 2 ** 20) return tell(row, `${file.name}: ${box.dataset.tooLarge}`);
    const progress = Object.assign(document.createElement("progress"), { max: 1, value: come.at / file.size });
    progress.setAttribute("aria-label", words(box.dataset.sending, file.name));
    row.replaceChildren(words(box.dataset.sending, file.name), progress);
    const fields = {};
    for (const name of ["csrfmiddlewaretoken", "draft_key", "lang"]) fields[name] = form.elements[name].value;
    try {
      const answer = await sendFile(file, fields, come, (value) => (progress.value = value));
      if (answer.status === 200 && answer.responseText.includes("data-file")) {
        const page = new DOMParser().parseFromString(answer.responseText, "text/html");
        row.replaceWith(document.adoptNode(page.querySelector("[data-file]")));
        form.dispatchEvent(new Event("change"));
      } else if (answer.status === 422 || answer.status === 409 || answer.status === 429) {
        tell(row, `${file.name}: ${JSON.parse(answer.responseText).error}`);
      } else throw new Error(String(answer.status));
    } catch {
      tell(row, words(box.dataset.failed, file.name), () => add(file, row, come));
    }
  }

  let arriving = 0;
  let held = null;
  const faults = () => list.querySelectorAll(".field__error").length;

  /** One after the other: several at once only make each of them slower on a telephone. */
  async function addAll(files) {
    const room = Number(box.dataset.most) - list.querySelectorAll("[data-file]").length;
    arriving++;
    for (const file of [...files].slice(0, Math.max(0, room))) await add(file);
    if (--arriving || !held) return;
    const { button, known } = held;
    held = null;
    form.removeAttribute("aria-busy");
    if (faults() === known) form.requestSubmit(button);
  }

  // A text that is sent while its files are on their way waits for them; what did not arrive is read before it goes.
  form.addEventListener(
    "submit",
    (event) => {
      if (!arriving) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      held = { button: event.submitter, known: faults() };
      form.setAttribute("aria-busy", "true");
    },
    true,
  );

  const choose = () => {
    const files = [...input.files];
    input.value = "";
    addAll(files);
  };
  input.addEventListener("change", choose);
  // Chosen while this module was on its way.
  if (input.files.length) choose();
  form.addEventListener("paste", (event) => event.clipboardData.files.length && addAll(event.clipboardData.files));
  form.addEventListener("dragover", (event) => event.dataTransfer.types.includes("Files") && event.preventDefault());
  form.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    addAll(event.dataTransfer.files);
  });
}
