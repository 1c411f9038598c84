// Passkeys: asks the device for one and sends its answer with the page's own form.
// <form data-passkey="get|create" data-passkey-options="id of a JSON block" or data-passkey-url="…" hidden>

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const withBytes = (list = []) => list.map((entry) => ({ ...entry, id: bytes(entry.id) }));

function readable(options) {
  const key = { ...options.publicKey, challenge: bytes(options.publicKey.challenge) };
  key.allowCredentials = withBytes(key.allowCredentials);
  key.excludeCredentials = withBytes(key.excludeCredentials);
  if (key.user) key.user = { ...key.user, id: bytes(key.user.id) };
  return key;
}

function sendable(credential) {
  const { response } = credential;
  const answer = { clientDataJSON: text(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) answer[name] = text(response[name]);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response: answer,
    clientExtensionResults: credential.getClientExtensionResults(),
    authenticatorAttachment: credential.authenticatorAttachment,
  });
}

async function optionsOf(form) {
  const block = form.dataset.passkeyOptions;
  if (block) return JSON.parse(document.getElementById(block).textContent);
  const answer = await fetch(form.dataset.passkeyUrl, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return (await answer.json()).request_options;
}

async function ask(form) {
  const publicKey = readable(await optionsOf(form));
  if (form.dataset.passkey === "get") return navigator.credentials.get({ publicKey });
  // A passkey signs in by itself, so the device must keep it and know who holds the device.
  const selection = { ...publicKey.authenticatorSelection, residentKey: "required", userVerification: "required" };
  publicKey.authenticatorSelection = { ...selection, requireResidentKey: true };
  return navigator.credentials.create({ publicKey });
}

function attach(form) {
  const button = form.querySelector("[data-passkey-start]");
  const error = form.querySelector("[data-passkey-error]");
  const start = async () => {
    button.disabled = true;
    error.hidden = true;
    try {
      form.elements.credential.value = sendable(await ask(form));
      form.submit();
    } catch {
      error.hidden = false;
    }
    button.disabled = false;
  };
  button.addEventListener("click", start);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    start();
  });
  form.hidden = false;
}

if (window.PublicKeyCredential) {
  document.querySelectorAll("form[data-passkey]").forEach(attach);
  for (const note of document.querySelectorAll("[data-passkey-missing]")) note.hidden = true;
}
