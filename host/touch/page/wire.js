// wire.js - what goes over light and wires, frame by frame; flow, chip, times
import { $, ask, either, el, on, say, words } from "./dom.js";

const KEPT = 400;
const stateOf = (name) => words[`state_${name.replace(/ /g, "_")}`] ?? name;
let frames = [];

function matches(frame) {
  const kind = $("wire-kind").value, sought = $("wire-words").value.trim().toLowerCase();
  if (kind === "money" && !frame.money) return false;
  if (kind === "wrong" && !frame.refused && !frame.wrong.length) return false;
  return !sought || JSON.stringify(frame).toLowerCase().includes(sought);
}
function row(frame) {
  const parts = (frame.parts ?? []).map((part) => el("tr", {}, el("td", {}, el("code", {}, part.hex.toUpperCase())),
    el("td", {}, either(part.name, part.name_zh)), el("td", {}, either(part.says, part.says_zh))));
  const kind = [frame.money && "money", frame.refused && "refused", frame.wrong.length && "wrong"].filter(Boolean).join(" ");
  return el("li", { class: `${frame.dir} ${kind}`, "data-n": frame.n },
    el("details", {}, el("summary", {}, el("time", {}, frame.t.toFixed(3)), el("i", { title: frame.dir === "out" ? words.to_meter : words.to_device }, frame.dir === "out" ? "▶" : "◀"),
      el("span", {}, either(frame.title, frame.title_zh)), ...(frame.wrong.length ? [el("em", {}, either(frame.wrong.join("; "), frame.wrong_zh.join("；")))] : [])),
    el("code", { class: "hex" }, frame.hex.toUpperCase().replace(/(..)/g, "$1 ")), el("table", {}, el("tbody", {}, ...parts))));
}
function drawAll() { $("frames").replaceChildren(...frames.filter(matches).slice(-150).map(row)); }

on("wire", (rows) => {
  const list = $("frames"), last = frames.length ? frames[frames.length - 1].n : 0;
  const fresh = rows.filter((frame) => frame.n > last || rows[0].n === 1 && last > rows[rows.length - 1].n);
  if (fresh.length && fresh[0].n <= last) { frames = []; list.replaceChildren(); }  // another scene
  frames = [...frames, ...fresh].slice(-KEPT);
  const low = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  list.append(...fresh.filter(matches).map(row));
  while (list.children.length > 150) list.firstChild.remove();
  if (low) list.scrollTop = list.scrollHeight;
});
$("wire-kind").onchange = drawAll;
$("wire-words").oninput = drawAll;
$("wire-clear").onclick = () => { $("frames").replaceChildren(); frames = frames.slice(-1); };
$("wire-export").onclick = () => {
  const lines = frames.filter(matches).map((frame) => JSON.stringify(frame)).join("\n");
  const link = el("a", { href: URL.createObjectURL(new Blob([lines + "\n"], { type: "application/x-ndjson" })), download: "wire.jsonl" });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
};
on("wires", (wires) => $("sessions").tBodies[0].replaceChildren(...wires.sessions.slice(-4).map((one) => el("tr", {},
  el("td", {}, words[`session_${one.what.replace(/ /g, "_")}`] ?? one.what), el("td", {}, `${one.out + one.in} ${words.bytes}`), el("td", {}, `${words.took} ${one.took.toFixed(3)} s`),
  el("td", {}, `${words.floor} ${one.floor.toFixed(3)} s`), el("td", {}, `${words.ratio} ${one.ratio.toFixed(3)}`)))));

let shown = "";
on("flow", (flow) => {
  say($("flow-name"), flow.name);
  if (shown !== flow.name) {
    shown = flow.name;
    $("steps").replaceChildren(...flow.steps.map((step) => el("li", { "data-step": step.name }, el("b", {}, step.name), ` ${step.verb} `,
      el("small", {}, Object.entries(step.to).map(([outcome, target]) => `${outcome} → ${target}`).join(", ")))));
  }
  for (const line of $("steps").children) {
    const name = line.dataset.step;
    line.classList.toggle("been", Boolean(flow.visits[name]));
    const now = name === flow.at;
    if (now && !line.classList.contains("now")) line.scrollIntoView?.({ block: "nearest", behavior: "instant", container: "nearest" });
    line.classList.toggle("now", now);
  }
});
on("chip", (chip) => {
  say($("chip-state"), `${stateOf(chip.state)}${chip.count ? ` (${words.count} ${chip.count}, ${chip.amount})` : ""}`);
  const log = $("chip-log"), low = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
  log.replaceChildren(...chip.log.map((one) => el("li", { class: one.sw === "9000" ? "" : "wrong" },
    `${one.t.toFixed(2)} ${one.name} ${one.sw}`, one.was === one.is ? "" : el("b", {}, ` ${stateOf(one.was)} → ${stateOf(one.is)}`))));
  if (low) log.scrollTop = log.scrollHeight;
});
