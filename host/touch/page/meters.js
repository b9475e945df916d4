// meters.js - the wall: each meter with its glass, its account, its rates, its relay
import { $, ask, either, el, on, say, words } from "./dom.js";

const cards = [];
let aimed = 0;

function card(number) {
  const parts = {
    lcd: el("output", { class: "lcd" }), label: el("span", { class: "label" }), facts: el("p", { class: "facts" }),
    lamp: el("i", { class: "lamp" }), relay: el("span", { class: "relay", role: "img" }), rates: el("div", { class: "rates" }),
    load: el("input", { type: "range", min: 0, max: 10, step: 0.5, value: 0 }), kw: el("output"),
    point: el("button", { onclick: () => ask("beam.point", { meter: number }) }, words.point), title: el("b"),
  };
  const utility = (what, name) => el("button", { onclick: () => ask("meter.utility", { meter: number, what }) }, name);
  parts.load.addEventListener("change", () => ask("meter.load", { meter: number, kw: Number(parts.load.value) }));
  parts.own = el("details", {}, el("summary", {}, "…"), el("div", { class: "row" }, utility("trip", words.trip),
    utility("alarm", words.raise_alarm), utility("keep", words.keep_on), utility("release", words.release)));
  const node = el("article", { class: "meter", "data-meter": number }, el("div", { class: "row" }, parts.title, parts.point),
    el("div", { class: "glass" }, parts.label, parts.lcd),
    el("div", { class: "row" }, el("button", { class: "meter-key", onclick: () => ask("meter.key", { meter: number }) }, words.key),
      parts.lamp, parts.relay),
    parts.facts, parts.rates, el("label", {}, `${words.load} `, parts.load, parts.kw), parts.own);
  return { node, ...parts };
}

function rates(node, values) {
  const most = Math.max(...values.slice(1), 0.01);
  const names = values.length > 4 ? ["rate1", "rate2", "rate3", "rate4"] : ["rate2", "rate3", "rate4"];
  node.replaceChildren(...values.slice(1).map((kwh, i) => el("div", {}, el("span", {}, words[names[i]] ?? ""),
    el("meter", { min: 0, max: most, value: kwh, "aria-label": words[names[i]] ?? "" }), el("span", {}, kwh.toFixed(2)))),
    el("div", { class: "total" }, el("span", {}, words.total), el("span", {}, `${values[0].toFixed(2)} kWh`)));
}

function show(one, meter, number) {
  const account = meter.prepaid;
  say(one.title, `${meter.number} (${[meter.standard, meter.personality].filter(Boolean).join(", ")})`);
  say(one.label, either(meter.lcd.name, meter.lcd.name_zh));
  say(one.lcd, `${meter.lcd.value} ${meter.lcd.unit}`);
  one.node.classList.toggle("aimed", number === aimed);
  one.point.setAttribute("aria-pressed", number === aimed);
  one.lamp.classList.toggle("lit", Boolean(account?.alarm));
  one.relay.classList.toggle("on", meter.powered);
  say(one.relay, `${words.relay}: ${meter.powered ? words.closed : words.open}`);
  one.relay.setAttribute("aria-label", one.relay.textContent);
  const marks = account ? [account.opened ? "" : words.unopened, account.waiting && words.waiting, account.tripped && words.tripped,
    account.keep && words.keep].filter(Boolean).join(", ") : "";
  say(one.facts, account ? `${words.balance} ${account.balance}  ${words.bought} ${account.bought}  ${words.count} ${account.count}  ${marks}` : "");
  one.own.hidden = !account;
  const values = JSON.stringify(meter.rates);
  if (one.values !== values) rates(one.rates, meter.rates);
  one.values = values;
  if (document.activeElement !== one.load) one.load.value = meter.kw;
  say(one.kw, `${meter.kw} kW`);
}

let latest = [];
function draw() {
  while (cards.length > latest.length) cards.pop().node.remove();
  latest.forEach((meter, number) => {
    if (!cards[number]) { cards[number] = card(number); $("wall").append(cards[number].node); }
    show(cards[number], meter, number);
  });
}
on("meters", (meters) => { latest = meters; draw(); });
on("beam", (beam) => { if (beam.meter !== aimed) { aimed = beam.meter; draw(); } });
const stateOf = (meter) => words[`box_${meter.state}`] ?? meter.state;
on("box", (box) => {
  const read = box.filter((meter) => meter.state === "read");
  say($("box"), box.length ? `${box.length} ${words.box}; ${words.box_read}: ${read.length}` : "");
  $("box-meters").hidden = !box.length;
  $("hang-box").disabled = box.length > 0;
  $("box-meters").replaceChildren(...box.map((meter) => {
    const says = `${meter.number} (${meter.standard}, ${meter.rates} ${words.rates}): ${stateOf(meter)}${meter.kwh == null ? "" : ` ${meter.kwh.toFixed(2)} kWh`}`;
    return el("li", { class: `${meter.state}${meter.state === "read" && !meter.right ? " wrong" : ""}`, title: says, "aria-label": says }, meter.number.slice(-2));
  }));
});
$("hang-box").onclick = () => ask("box.hang");
$("new-meter").onclick = () => ask("meter.add", {
  standard: $("new-standard").value, rates: Number($("new-rates").value), phases: Number($("new-phases").value),
});
