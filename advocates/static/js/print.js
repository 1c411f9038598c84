// Prints the page: <p data-print hidden><button>…</button></p>. Without JavaScript the browser's own menu does it.

for (const place of document.querySelectorAll("[data-print]")) {
  place.querySelector("button").addEventListener("click", () => window.print());
  place.hidden = false;
}
