// Proof of work for <form data-work>: answers the question in its `ticket`, from the first touch on, and holds the
// sending back until it is answered. Where it cannot be answered the form is sent all the same: a person reads it then.

const OLD = 50 * 60 * 1000;
const bytes = (hex) => Uint8Array.from(hex.match(/../g) || [], (pair) => parseInt(pair, 16));
const hex = (buffer) => [...new Uint8Array(buffer)].map((value) => value.toString(16).padStart(2, "0")).join("");

function question(ticket) {
  const text = atob(ticket.split(":")[0].replace(/-/g, "+").replace(/_/g, "/"));
  return JSON.parse(text).parameters;
}

async function answer({ nonce, salt, cost, keyLength, keyPrefix }) {
  const password = new Uint8Array([...bytes(nonce), 0, 0, 0, 0]);
  const view = new DataView(password.buffer);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: bytes(salt), iterations: cost };
  for (let counter = 0; ; counter++) {
    view.setUint32(password.length - 4, counter);
    const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
    const found = hex(await crypto.subtle.deriveBits(how, key, keyLength * 8));
    if (found.startsWith(keyPrefix)) return `${counter}:${found}`;
  }
}

/** A new ticket from the same page, where somebody wrote for so long that the old one ends. */
async function renew(form) {
  const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
  form.elements.ticket.value = page.querySelector("form[data-work] [name=ticket]").value;
}

function attach(form) {
  let began = Date.now();
  let work = null;
  const start = () => {
    work ||= answer(question(form.elements.ticket.value)).then((found) => (form.elements.work.value = found));
    return work;
  };
  const again = async () => {
    await renew(form);
    began = Date.now();
    work = null;
    await start();
  };
  form.addEventListener("focusin", () => start().catch(() => {}), { once: true });
  form.addEventListener("submit", async (event) => {
    if (form.elements.work.value && Date.now() - began < OLD) return;
    event.preventDefault();
    const button = event.submitter;
    form.setAttribute("aria-busy", "true");
    await (Date.now() - began < OLD ? start() : again()).catch(() => {});
    if (button?.name) {
      const kept = Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value });
      form.append(kept);
    }
    form.submit();
  });
}

if (window.crypto?.subtle) document.querySelectorAll("form[data-work]").forEach(attach);
