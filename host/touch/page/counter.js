// counter.js - the seller's desk and the drive: a file is sold here and dragged there
import { $, ask, either, el, on, say, words } from "./dom.js";

const MINE = "application/x-wattkey-file";
let device = {}, drive = {};

function base64(buffer) {
  let text = "";
  const bytes = new Uint8Array(buffer);
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}
async function put(name, buffer) {
  return ask("drive.put", { name, data: base64(buffer) });
}
async function putOwn(name) {
  const answer = await fetch(`/file/${encodeURIComponent(name)}`);
  if (answer.ok) await put(name, await answer.arrayBuffer());
}

function file(name) {
  const link = el("a", { class: "file", href: `/file/${encodeURIComponent(name)}`, download: name, draggable: true,
    title: words.file_drag, "data-file": name }, name);
  link.addEventListener("dragstart", (event) => {
    event.dataTransfer.setData(MINE, name);
    event.dataTransfer.setData("DownloadURL", `application/json:${name}:${location.origin}/file/${encodeURIComponent(name)}`);
    event.dataTransfer.effectAllowed = "copy";
  });
  return el("span", { class: "row" }, link, el("button", { class: "put", "data-put": name, onclick: () => putOwn(name) }, words.put));
}

const ended = (row) => ["cancelled", "settled"].includes(row.state);
function acts(row) {
  const button = (name, what, more = {}) => el("button", { onclick: () => ask(what, { payment: row.payment, ...more }) }, words[name]);
  const open = !["delivered", "cancelled", "settled"].includes(row.state);
  return [
    open && row.state !== "disputed" && !row.ending && button("take_back", "counter.take_back"),
    row.state === "disputed" && button("settle_yes", "counter.settle", { credited: true }),
    row.state === "disputed" && button("settle_no", "counter.settle", { credited: false }),
    ended(row) && !row.refunded && row.credited !== true && button("refund", "counter.refund"),
  ].filter(Boolean);
}
function purchase(row) {
  const state = [words[`state_${row.state.replace(/ /g, "_")}`] ?? row.state, row.proved && words.proved, row.refunded && words.refund].filter(Boolean).join(", ");
  return el("article", { class: "purchase", "data-state": row.state }, el("div", { class: "row" }, el("b", {}, row.amount), el("span", { class: "state" }, state)),
    file(row.file), el("div", { class: "row" }, ...acts(row)));
}

on("counter", (counter) => {
  say($("customers"), counter.cards.map((card) => `${words.customer} ${card.customer}: ${words.meter} ${card.meter}`).join("; "));
  const used = counter.readings.filter((r) => r.used_kwh.total != null).map((r) => `${words.used}: ${r.used_kwh.total.toFixed(2)} kWh`);
  $("purchases").replaceChildren(...(counter.purchases.length ? counter.purchases.map(purchase) : [el("p", { class: "hint" }, words.empty)]),
    ...counter.files.map(file));
  say($("report"), [either(counter.told.join(" "), counter.told_zh.join("")), ...used.slice(-1)].join(" "));
});
$("sale").onsubmit = (event) => {
  event.preventDefault();
  const amount = $("amount").value.trim();
  ask("counter.sell", { amount: /^\d+$/.test(amount) ? `${amount}.00` : amount });
};
$("receive").onclick = () => ask("counter.receive");

function files() {
  const seen = device.on && device.host;
  $("drop").dataset.open = seen ? "yes" : "no";
  const says = !seen ? words.no_host : drive.busy ? words.copying : drive.dirty ? words.dirty_flag : words.drop_here;
  say($("drop-says"), says);
  const rows = (seen ? drive.files ?? [] : []).filter((f) => f.name.includes("/mail/") || /\.(json|img)$/i.test(f.name));
  $("files").replaceChildren(...rows.map((f) => el("li", {}, `${f.name} `, el("small", {}, `${f.size} ${words.bytes}`),
    el("button", { class: "x", "aria-label": `${words.delete} ${f.name}`, onclick: () => ask("drive.delete", { name: f.name }) }, "×"))));
}
on("drive", (now) => { drive = now; files(); });
on("device", (now) => {
  const changed = device.on !== now.on || device.host !== now.host;
  device = now;
  if (changed) files();
});

const drop = $("drop");
const over = (event) => { event.preventDefault(); event.dataTransfer.dropEffect = "copy"; drop.classList.add("over"); };
drop.addEventListener("dragenter", over);
drop.addEventListener("dragover", over);
drop.addEventListener("dragleave", () => drop.classList.remove("over"));
drop.addEventListener("drop", async (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  const own = event.dataTransfer.getData(MINE);
  if (own) return putOwn(own);
  for (const one of event.dataTransfer.files) await put(one.name, await one.arrayBuffer());
});
// A file that misses the drive must not replace the page.
addEventListener("dragover", (event) => event.preventDefault());
addEventListener("drop", (event) => event.preventDefault());
