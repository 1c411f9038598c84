// Says when something is by the reader's own clock, where that is another one than the clock of the place:
// <div data-own-time hidden data-start="…Z" data-end="…Z" data-zone="Europe/Berlin"><dt>…</dt><dd></dd></div>.

for (const place of document.querySelectorAll("[data-own-time]")) {
  const { start, end, zone } = place.dataset;
  const inOwn = (timeZone) =>
    new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeStyle: "long", timeZone });
  const said = (form) => (end ? form.formatRange(new Date(start), new Date(end)) : form.format(new Date(start)));
  try {
    const own = inOwn(undefined).resolvedOptions().timeZone;
    place.querySelector("dd").textContent = said(inOwn(own));
    place.hidden = own === zone;
  } catch {
    // A browser that knows neither is shown the hours of the place alone.
  }
}
