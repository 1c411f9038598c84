// Sends one file: at once, or in parts that go on where the line broke.

const ADD = "/members/files/add/";
const ADD_PART = "/members/files/part/";
const PART = 2 ** 19;
const TRIES = 3;

function send(address, body, progress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
    request.onload = () => resolve(request);
    request.onerror = request.ontimeout = reject;
    request.send(body);
  });
}

/** Tries again by itself after a broken line; what the site refuses is final. */
async function sendPatiently(address, body, progress) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await send(address, body, progress);
    } catch (error) {
      if (attempt === TRIES || !navigator.onLine) throw error;
      await new Promise((resolve) => setTimeout(resolve, attempt * 2000));
    }
  }
}

/** A large file goes in parts; `come` remembers how far it is, so that the next try goes on from there. */
export async function sendFile(file, fields, come, progress) {
  const body = (more) => {
    const filled = new FormData();
    for (const [name, value] of Object.entries({ ...fields, ...more })) filled.set(name, value);
    return filled;
  };
  if (file.size <= PART) return sendPatiently(ADD, body({ upload: file }), progress);
  for (;;) {
    const { sending, at } = come;
    const part = file.slice(at, at + PART);
    const answer = await sendPatiently(
      ADD_PART,
      body({ sending, at, size: file.size, name: file.name, part }),
      (done) => progress((at + done * part.size) / file.size),
    );
    if (answer.status !== 200 || !answer.getResponseHeader("Content-Type").includes("json")) return answer;
    come.at = JSON.parse(answer.responseText).received;
    if (come.at === at) throw new Error("nothing came");
  }
}

export const drawn = () => Array.from(crypto.getRandomValues(new Uint8Array(15)), (byte) => (byte % 36).toString(36)).join("");
