// What is pasted from Word or from a page becomes Markdown: words, headings, lists, links, tables; nothing of its looks.

import { put } from "./editor-marks.js";

const SKIPPED = new Set("STYLE SCRIPT META LINK TITLE HEAD TEMPLATE NOSCRIPT SVG OBJECT IFRAME".split(" "));
const BLOCKS = /^(P|DIV|SECTION|ARTICLE|UL|OL|TABLE|BLOCKQUOTE|PRE|H[1-6]|HEADER|FOOTER|MAIN|DL|DT|DD|FIGURE|FORM)$/;
const MOST = 400_000;
const escape = (text) => text.replace(/([\\`*_[\]<])/g, "\\$1").replace(/\s+/g, " ");
const ignored = (node) => /mso-list:\s*ignore/i.test(node.getAttribute("style") || "");
const inline = (node) => [...node.childNodes].map(words).join("");

/** A mark needs words on its inner sides: blanks go out of it. */
function marked(text, mark) {
  const [, start, core, end] = /^(\s*)([\s\S]*?)(\s*)$/.exec(text);
  return core ? `${start}${mark}${core}${mark}${end}` : text;
}

function words(node) {
  if (node.nodeType === Node.TEXT_NODE) return escape(node.data);
  if (node.nodeType !== Node.ELEMENT_NODE || SKIPPED.has(node.nodeName) || ignored(node)) return "";
  if (node.nodeName === "BR") return "\n";
  const text = inline(node);
  const weight = node.style?.fontWeight;
  if (node.nodeName === "A" && /^(https?|mailto):/i.test(node.getAttribute("href") || "")) {
    const address = node.getAttribute("href").replace(/[\s()<>]/g, encodeURIComponent);
    return text.trim() ? `[${text.trim()}](${address})` : "";
  }
  if (weight === "normal" || weight === "400") return text; // some editors wrap everything in such a <b>
  if (/^(B|STRONG)$/.test(node.nodeName) || Number(weight) > 500 || weight === "bold") return marked(text, "**");
  if (/^(I|EM)$/.test(node.nodeName) || node.style?.fontStyle === "italic") return marked(text, "*");
  return text;
}

const lines = (text, first, rest) => text.split("\n").map((line, at) => ((at ? rest : first) + line).trimEnd()).join("\n");
function list(node) {
  const ordered = node.nodeName === "OL";
  const items = [...node.children].filter(({ nodeName }) => /^(LI|UL|OL)$/.test(nodeName));
  const line = (item, at) => {
    const mark = ordered ? `${at + 1}. ` : "- ";
    if (item.nodeName !== "LI") return lines(list(item), "  ", "  ");
    return lines(blocks(item, "\n").trim(), mark, " ".repeat(mark.length));
  };
  return items.map(line).join("\n");
}

function table(node) {
  const text = (cell) => inline(cell).replace(/\s+/g, " ").replace(/\|/g, "\\|").trim();
  const rows = [...node.rows].map((row) => [...row.cells].map(text));
  if (!rows.length) return "";
  const width = Math.max(...rows.map((row) => row.length));
  const line = (row) => `| ${Array.from({ length: width }, (_, at) => row[at] || "").join(" | ")} |`;
  return [line(rows[0]), line(Array(width).fill("---")), ...rows.slice(1).map(line)].join("\n");
}

/** Word writes items of lists as paragraphs with a style. */
function item(node) {
  const level = /mso-list:[^;]*level(\d)/i.exec(node.getAttribute("style") || "");
  if (!level) return "";
  const sign = [...node.querySelectorAll("[style]")].find(ignored);
  return `${"  ".repeat(level[1] - 1)}${/\d/.test(sign?.textContent || "") ? "1." : "-"} ${inline(node).trim()}`;
}

function block(node) {
  const name = node.nodeName;
  if (/^H[1-6]$/.test(name)) return `${"#".repeat(Math.min(Number(name[1]) + 1, 4))} ${inline(node).replace(/\s+/g, " ").trim()}`;
  if (name === "UL" || name === "OL") return list(node);
  if (name === "TABLE") return table(node);
  if (name === "PRE") return `\`\`\`\n${node.textContent.trimEnd()}\n\`\`\``;
  if (name === "BLOCKQUOTE") return lines(blocks(node), "> ", "> ");
  return item(node) || blocks(node);
}

function blocks(node, gap = "\n\n") {
  const parts = [];
  let run = "";
  const end = () => {
    parts.push(run.replace(/ *\n */g, "\n").trim());
    run = "";
  };
  for (const child of node.childNodes) {
    if (child.nodeType === Node.ELEMENT_NODE && (BLOCKS.test(child.nodeName) || child.querySelector?.("p,ul,ol,table,h1,h2,h3"))) {
      end();
      if (!SKIPPED.has(child.nodeName)) parts.push(block(child));
    } else run += words(child);
  }
  end();
  const isItem = (text) => /(^|\n) *(-|1\.) [^\n]*$/.test(text);
  return parts.filter((part) => part.trim()).reduce((text, part) => text + (isItem(text) && isItem(part) ? "\n" : text && gap) + part, "");
}
export const fromHtml = (html) => blocks(new DOMParser().parseFromString(html.slice(0, MOST), "text/html").body);

export function pasteClean(area) {
  area.addEventListener("paste", (event) => {
    const html = event.clipboardData?.getData("text/html");
    const text = html && fromHtml(html);
    if (!text?.trim()) return;
    event.preventDefault();
    put(area, area.selectionStart, area.selectionEnd, text);
  });
}
