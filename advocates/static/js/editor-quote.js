// Quotes a post, or the part of it that is chosen, at the end of what was typed. Whose it is goes with it, by its id.

import { put } from "./editor-marks.js";

const MOST_LINES = 12;

export function quote(post, area, chosen) {
  const body = post.querySelector(".post__body");
  const within = chosen.trim() && body.contains(getSelection().anchorNode);
  const lines = (within ? chosen : body.innerText).trim().split("\n");
  const kept = lines.length > MOST_LINES ? [...lines.slice(0, MOST_LINES), "…"] : lines;
  const name = post.querySelector(".post__who").textContent.trim().replace(/[[\]\\]/g, "\\$&");
  const id = post.querySelector("a[href^='/members/forum/p/']").getAttribute("href").split("/")[4];
  const said = [`[${name}](post:${id}):`, "", ...kept].map((line) => `> ${line}`.trimEnd()).join("\n");
  const gap = area.value && !area.value.endsWith("\n\n") ? "\n\n" : "";
  put(area, area.value.length, area.value.length, `${gap}${said}\n\n`);
  area.scrollIntoView({ block: "center" });
}
