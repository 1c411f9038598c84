// Keeps what somebody types: on the server a few seconds after each change and when the page is left, and on this
// device until the server has it, where the page allows that. Each window has a draft of its own.

const PAUSE = 3000;
const SAVE = "/members/drafts/save/";
// With the text goes the revision it was made from: in a newer form it must not undo what others saved since.
const FIELDS = ["title", "text", "lang", "base_revision", "part"];

/** Names of the copies for this form; those of texts that were sent, wherever that was, are deleted. */
function copies(mark) {
  const all = Object.keys(localStorage).filter((name) => name.startsWith(`draft ${mark.dataset.owner} `));
  const spent = all.filter((name) => mark.dataset.spent.split(" ").includes(name.split(" ")[3]));
  spent.forEach((name) => localStorage.removeItem(name));
  const key = mark.querySelector("[name=draft_key]").value;
  return all.filter((name) => !spent.includes(name) && name.split(" ")[2] === key);
}

/** Shows what this device alone has kept, unless it stands in the form already. */
function offer(form, mark, put) {
  const box = mark.querySelector("[data-draft-copy]");
  for (const name of copies(mark)) {
    const kept = JSON.parse(localStorage.getItem(name));
    if (["text", "disputed_text"].some((each) => kept.text.trim() === form.elements[each]?.value.trim())) continue;
    box.querySelector("[data-draft-text]").textContent = kept.text.slice(0, 160);
    box.hidden = false;
    const end = () => {
      localStorage.removeItem(name);
      box.hidden = true;
      form.elements.text.focus();
    };
    box.querySelector("[data-draft-use]").onclick = () => {
      end();
      put(kept);
    };
    box.querySelector("[data-draft-forget]").onclick = end;
    return;
  }
}

export function keep(form, mark) {
  const field = (name) => form.elements[name];
  const say = (words) => (mark.querySelector("[data-draft-state]").textContent = words);
  const isLocal = "local" in mark.dataset && !("shared" in document.documentElement.dataset);
  const copy = `draft ${mark.dataset.owner} ${field("draft_key").value} ${field("window").value}`;
  let revision = Number(field("draft_base").value);
  let timer = 0;
  let isChanged = false;
  let isSent = false;

  const keepHere = () => {
    const values = FIELDS.filter(field).map((name) => [name, field(name).value]);
    localStorage.setItem(copy, JSON.stringify(Object.fromEntries(values)));
  };

  async function save(isLeaving) {
    if (!isChanged || isSent || !field("text").value.trim()) return;
    clearTimeout(timer);
    isChanged = false;
    revision += 1;
    const body = new FormData(form);
    for (const name of ["upload", "disputed_text"]) body.delete(name);
    body.set("revision", revision);
    try {
      const answer = await fetch(SAVE, { method: "POST", body, keepalive: isLeaving, redirect: "error" });
      if (!answer.ok) throw new Error(String(answer.status));
      const saved = await answer.json();
      field("draft").value = saved.draft;
      field("draft_base").value = saved.revision;
      revision = Math.max(revision, saved.revision);
      if (!isChanged && isLocal) localStorage.removeItem(copy);
      say(mark.dataset.saved);
      form.dispatchEvent(new CustomEvent("kept", { detail: saved }));
    } catch {
      isChanged = true;
      say(isLocal ? mark.dataset.failed : mark.dataset.onlyHere);
      timer = setTimeout(save, PAUSE * 4);
    }
  }

  const changed = () => {
    isChanged = true;
    try {
      if (isLocal) keepHere();
    } catch {} // The device is full or forbids it; the server has it in a moment.
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  };
  for (const each of ["input", "change"]) form.addEventListener(each, changed);
  // The copy stays until a page says that this window's text was sent.
  form.addEventListener("submit", (event) => (isSent = !event.defaultPrevented && !event.submitter?.formNoValidate));
  addEventListener("pagehide", () => save(true));
  document.addEventListener("visibilitychange", () => document.hidden && save(true));
  const use = (kept) => {
    for (const [name, value] of Object.entries({ ...kept, disputed_text: "" })) if (field(name)) field(name).value = value;
    form.dispatchEvent(new Event("draft"));
    changed();
  };
  if (isLocal) offer(form, mark, use);
  if (field("text").value !== field("text").defaultValue) changed();
}
