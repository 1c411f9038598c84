// Who else has a page open for changing, as each saving of the draft tells it: said only when somebody comes or goes.

export function watch(form, place) {
  const list = place.querySelector("[data-names]");
  const inOne = (names) => names.join("\n");
  let told = inOne([...list.children].map((line) => line.dataset.name));
  form.addEventListener("kept", ({ detail: { others } }) => {
    const names = inOne(others.map(([name]) => name));
    if (names === told) return;
    told = names;
    list.replaceChildren(
      ...others.map(([, words]) => Object.assign(document.createElement("p"), { textContent: words })),
    );
    place.firstElementChild.hidden = !others.length;
  });
}
