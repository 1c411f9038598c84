// “See how it looks” without leaving the page. Where that fails, the form is sent and the page comes with the answer.

export function showLook(composer) {
  const button = composer.querySelector("[name=preview]");
  const place = composer.querySelector("[data-look]");
  const form = button?.form;
  button?.addEventListener("click", async (event) => {
    event.preventDefault();
    const data = new FormData(form);
    data.set("space", composer.dataset.space);
    // A look shows what waits here already; a file that was only chosen goes with the form.
    for (const input of form.querySelectorAll("[type=file]")) data.delete(input.name);
    place.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(composer.dataset.preview, { method: "POST", body: data });
      if (answer.redirected || ![200, 422].includes(answer.status)) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      place.replaceChildren(...page.body.childNodes);
    } catch {
      composer.querySelector("[data-says]").textContent = composer.dataset.failed;
    } finally {
      place.removeAttribute("aria-busy");
    }
  });
}
