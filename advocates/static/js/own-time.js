// Says when something is by the reader's own clock, where that is another one than the clock of the place:
// <div data-own-time hidden data-start="…Z" data-end="…Z" data-zone="Europe/Berlin"><dt>…</dt><dd></dd></div>.

const parts = { year: "numeric", month: "long", day: "numeric", hour: "2-digit", minute: "2-digit" };

for (const place of document.querySelectorAll("[data-own-time]")) {
  const { start, end, zone } = place.dataset;
  const { lang } = document.documentElement;
  try {
    // Days before months in English, too, as everywhere on this site.
    const form = new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, { ...parts, hourCycle: "h23", timeZoneName: "short" });
    const first = new Date(start);
    place.querySelector("dd").textContent = end ? form.formatRange(first, new Date(end)) : form.format(first);
    place.hidden = form.resolvedOptions().timeZone === zone;
  } catch {
    // A browser that cannot say it shows the hours of the place alone.
  }
}
