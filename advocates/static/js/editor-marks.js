// Marks around or before what is chosen in a field. All of it can be undone as if it had been typed.

/** Puts text in place of a part of the field, and chooses from there. */
export function put(area, start, end, text, from = start + text.length, to = from) {
  area.focus();
  area.setSelectionRange(start, end);
  if (!document.execCommand?.("insertText", false, text)) {
    area.setRangeText(text, start, end, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
  area.setSelectionRange(from, to);
}

/** Sets a mark on both sides, or takes it off. */
function around(area, mark, words) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const size = mark.length;
  if (value.slice(start - size, start) === mark && value.slice(end, end + size) === mark) {
    const inner = value.slice(start, end);
    put(area, start - size, end + size, inner, start - size, end - size);
    return;
  }
  const inner = value.slice(start, end) || words;
  put(area, start, end, mark + inner + mark, start + size, start + size + inner.length);
}

/** Begins each of the chosen lines with a mark, or takes it off where all have it. */
function before(area, mark, words = "") {
  const { selectionStart, selectionEnd, value } = area;
  const start = value.lastIndexOf("\n", selectionStart - 1) + 1;
  const found = value.indexOf("\n", selectionEnd);
  const end = found < 0 ? value.length : found;
  const lines = (value.slice(start, end) || words).split("\n");
  const marked = lines.every((line) => line.startsWith(mark));
  const text = lines.map((line) => (marked ? line.slice(mark.length) : mark + line)).join("\n");
  // A block begins after an empty line, or it would go on with the line before.
  const gap = marked || start < 2 || value[start - 2] === "\n" ? "" : "\n";
  put(area, start, end, gap + text, start + gap.length + (lines.length > 1 ? 0 : text.length), start + gap.length + text.length);
}

function link(area, words) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const chosen = value.slice(start, end);
  if (/^https?:\/\/\S+$/.test(chosen)) {
    put(area, start, end, `[${words}](${chosen})`, start + 1, start + 1 + words.length);
    return;
  }
  const text = `[${chosen || words}](https://)`;
  put(area, start, end, text, start + text.length - 1);
}

function mention(area) {
  const { selectionStart: at, selectionEnd: end, value } = area;
  put(area, at, end, at && /[A-Za-z0-9._/@-]/.test(value[at - 1]) ? " @" : "@");
}

const MARKS = {
  bold: (area, words) => around(area, "**", words),
  italic: (area, words) => around(area, "*", words),
  heading: (area, words) => before(area, "## ", words),
  list: (area) => before(area, "- "),
  quote: (area) => before(area, "> "),
  link,
  mention,
};

export function set(area, mark, words = "") {
  MARKS[mark](area, words);
}
