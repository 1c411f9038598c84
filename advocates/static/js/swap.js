// Links and forms with data-swap="#id" show their answer in place: the same address is fetched, and only the
// element with that id is exchanged. Where that cannot be done, the browser does what it would have done anyway.

let turn = 0;
let shown = location.pathname + location.search;

/** Fetches a page as a document. The request parses it itself, so no HTML passes through here as text. */
function load(method, url, body) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    request.responseType = "document";
    request.onload = () => resolve({ page: request.response, address: request.responseURL || url });
    request.onerror = request.onabort = reject;
    request.send(body);
  });
}

/** Moves the reader to the news: an error box, else the first heading, else the fragment itself. */
function announce(fragment) {
  const target = fragment.querySelector("[autofocus], h1, h2, h3") || fragment;
  if (!target.hasAttribute("tabindex")) target.setAttribute("tabindex", "-1");
  target.focus({ preventScroll: true });
  const { top, bottom } = target.getBoundingClientRect();
  if (top < 0 || bottom > innerHeight) target.scrollIntoView();
}

/** Puts the fragment of `page` in place of ours; false if one of the two has none. */
function exchange(selector, page) {
  const old = document.querySelector(selector);
  const fresh = page?.querySelector(selector);
  if (!old || !fresh) return false;
  old.replaceWith(document.adoptNode(fresh));
  document.title = page.title || document.title;
  announce(fresh);
  return true;
}

function remember(address) {
  const { pathname, search } = new URL(address);
  shown = pathname + search;
  if (address !== location.href) history.pushState(null, "", address);
}

async function swap(selector, method, url, body, fallback) {
  const mine = ++turn;
  const place = document.querySelector(selector);
  place?.setAttribute("aria-busy", "true");
  try {
    const { page, address } = await load(method, url.href, body);
    if (mine !== turn) return;
    const moved = address !== url.href.split("#")[0];
    // A form that was refused stays where it is: its own address cannot be visited.
    if (exchange(selector, page)) remember(moved ? address : method === "GET" ? url.href : location.href);
    else if (moved) location.assign(address);
    else fallback();
  } catch {
    if (mine === turn) fallback();
  } finally {
    place?.removeAttribute("aria-busy");
  }
}

addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-swap]");
  const plain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
  if (!link || !plain || event.defaultPrevented || link.origin !== location.origin) return;
  event.preventDefault();
  swap(link.dataset.swap, "GET", new URL(link.href), null, () => location.assign(link.href));
});

addEventListener("submit", (event) => {
  const form = event.target;
  const selector = form.dataset.swap;
  const button = event.submitter;
  const url = new URL(button?.getAttribute("formaction") || form.getAttribute("action") || "", location.href);
  if (!selector || event.defaultPrevented || url.origin !== location.origin) return;
  event.preventDefault();
  const data = new FormData(form);
  if (button?.name) data.append(button.name, button.value);
  const reading = form.method === "get";
  if (reading) url.search = new URLSearchParams([...data].filter(([, value]) => value !== "")).toString();
  swap(selector, reading ? "GET" : "POST", url, reading ? null : data, () => {
    form.removeAttribute("data-swap");
    if (form.requestSubmit) form.requestSubmit(button);
    else form.submit();
  });
});

// Back and forward to an address whose content was swapped away: load it again.
addEventListener("popstate", () => {
  if (location.pathname + location.search !== shown) location.reload();
});
