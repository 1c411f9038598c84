// Tells while somebody reads or writes that others have answered. Asks seldom, and only while the page is looked at;
// nothing moves: the new posts come when they are asked for.

const FIRST = 30_000;
const SLOWEST = 300_000;

function watch(place) {
  let pause = FIRST;
  let timer = 0;
  const seen = () => document.querySelector("form [name=seen]");

  const later = () => {
    clearTimeout(timer);
    if (!document.hidden) timer = setTimeout(ask, pause);
  };

  async function ask() {
    try {
      const answer = await fetch(`${place.dataset.since}?after=${place.dataset.after}`);
      if (answer.status === 200 && !answer.redirected) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const told = page.querySelector("[data-last]");
        if (told && told.textContent !== place.textContent) place.replaceChildren(told);
        pause = FIRST;
      } else if (answer.status !== 204) return; // signed out, or gone: whoever goes on will see
      else pause = Math.min(pause * 1.5, SLOWEST);
    } catch {
      pause = Math.min(pause * 2, SLOWEST);
    }
    later();
  }

  place.addEventListener("click", async (event) => {
    const link = event.target.closest("a");
    if (!link) return;
    event.preventDefault();
    const posts = await fresh(link.href).catch(() => []);
    const last = place.querySelector("[data-last]").dataset.last;
    if (!posts.length || Number(posts.at(-1).id.slice(1)) < Number(last)) {
      location.assign(link.href); // they stand on another page
      return;
    }
    [...document.querySelectorAll("article.post")].at(-1).after(...posts);
    place.dataset.after = last;
    if (seen()) seen().value = last;
    place.replaceChildren();
    posts[0].setAttribute("tabindex", "-1");
    posts[0].focus();
  });

  /** The posts of a page that are not here yet, in their order. */
  async function fresh(address) {
    const page = new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
    return [...page.querySelectorAll("article.post")].filter(({ id }) => !document.getElementById(id));
  }

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) clearTimeout(timer);
    else ask();
  });
  later();
}

document.querySelectorAll("[data-since]").forEach(watch);
