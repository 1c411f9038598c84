// Tells the form on which version it stands after it was saved by itself, so that the next save is not taken for one
// on an old version; and lets a save by hand wait for one that is still on its way.
let isSaving = false;
let waiting = null;

function setHidden(form, name, value) {
  let field = form.elements.namedItem(name);
  if (!field) {
    field = Object.assign(document.createElement("input"), { type: "hidden", name });
    form.append(field);
  }
  field.value = value;
}

function finish() {
  isSaving = false;
  if (!waiting) return;
  const { form, button } = waiting;
  waiting = null;
  // Wagtail switches off what was pressed, and of a button that is off the server is not told.
  if (button) button.disabled = false;
  form.requestSubmit(button);
}

document.addEventListener("w-autosave:save", () => { isSaving = true; });
document.addEventListener("w-autosave:error", finish);
document.addEventListener("w-autosave:success", (event) => {
  const { revision_id: id, revision_created_at: at } = event.detail.data;
  if (id && at) {
    setHidden(event.target, "loaded_revision_id", id);
    setHidden(event.target, "loaded_revision_created_at", at);
  }
  finish();
});
document.addEventListener("submit", (event) => {
  if (!isSaving || !event.target.matches("[data-edit-form]")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  waiting = { form: event.target, button: event.submitter };
}, { capture: true });
