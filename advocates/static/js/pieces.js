// A form with many fields for one text: whatever keeps texts finds all of them in one, each below its number.

const MARK = /^‹([0-9]{1,4})›$\n?/m;

export function gather(form) {
  const text = form.elements.text;
  const fields = () => [...form.querySelectorAll("[name^='piece-']")].filter((field) => field.value.trim());
  const join = () => {
    text.value = fields()
      .map((field) => `‹${Number(field.name.slice(6)) + 1}›\n${field.value}`)
      .join("\n\n");
  };
  // Before those who keep it look at it.
  form.addEventListener("input", join, true);
  // What this device had kept was put into the one text.
  form.addEventListener("draft", () => {
    const parts = text.value.split(MARK);
    for (let at = 1; at < parts.length; at += 2) {
      const field = form.elements[`piece-${parts[at] - 1}`];
      if (field) field.value = parts[at + 1].replace(/^\n+|\n+$/g, "");
    }
  });
}
