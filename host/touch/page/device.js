// device.js - the handheld: its panel, its keys, switch, cable and beam
import { $, ask, el, on, say, words } from "./dom.js";

const LIT = [180, 222, 255], DARK = [4, 10, 22];
const KEYS = [..."123A456B789C*0#D"];
const NAMES = { A: words.up, B: words.down, C: words.close_key, D: words.menu, "*": words.back, "#": words.ok };
const TYPED = { Enter: "#", Escape: "*", Backspace: "*", ArrowUp: "A", ArrowDown: "B", c: "C", m: "D", "*": "*", "#": "#" };

const context = $("oled").getContext("2d", { alpha: false });
const image = context.createImageData(128, 64);

function draw(base64) {
  const raw = atob(base64), data = image.data;
  for (let i = 0, at = 0; i < 1024; i++) {
    const byte = raw.charCodeAt(i);
    for (let bit = 7; bit >= 0; bit--, at += 4) {
      const [r, g, b] = byte >> bit & 1 ? LIT : DARK;
      data[at] = r; data[at + 1] = g; data[at + 2] = b; data[at + 3] = 255;
    }
  }
  context.putImageData(image, 0, 0);
  $("oled").dispatchEvent(new Event("drawn"));
}

// A key is down from the first finger (mouse, touch, keyboard) to the last.
const fingers = new Map();  // key of the pad -> who holds it
function press(key, who) {
  const held = fingers.get(key) ?? new Set();
  if (!held.size) ask("key.down", { key });
  fingers.set(key, held.add(who));
}
function lift(key, who) {
  const held = fingers.get(key);
  if (!held?.delete(who) || held.size) return;
  ask("key.up", { key });
}
function liftAll() {
  for (const [key, held] of fingers) for (const who of [...held]) lift(key, who);
}

for (const key of KEYS) {
  const button = el("button", { "data-key": key, "aria-label": NAMES[key] ? `${key} ${NAMES[key]}` : key },
    el("b", {}, key), NAMES[key] ? el("small", {}, NAMES[key]) : "");
  button.addEventListener("pointerdown", (event) => { button.setPointerCapture(event.pointerId); press(key, event.pointerId); });
  for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) button.addEventListener(end, (event) => lift(key, event.pointerId));
  button.addEventListener("keydown", (event) => {  // the focused button, for those who do not point
    if (event.key === " " && !event.repeat) { event.preventDefault(); press(key, "space"); }
    if (event.key === "Enter") event.preventDefault();
  });
  button.addEventListener("keyup", (event) => event.key === " " && lift(key, "space"));
  button.addEventListener("contextmenu", (event) => event.preventDefault());
  $("keypad").append(button);
}

const typing = (event) => event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
const meant = (event) => /^[0-9]$/.test(event.key) ? event.key : TYPED[event.key];
addEventListener("keydown", (event) => {
  const key = meant(event);
  const elsewhere = event.target.tagName === "BUTTON" && event.key === "Enter" && !event.target.dataset.key;
  if (!key || typing(event) || elsewhere || event.repeat) return;
  event.preventDefault();
  press(key, event.code);
});
addEventListener("keyup", (event) => { const key = meant(event); if (key) lift(key, event.code); });
addEventListener("blur", liftAll);

let state = {};
on("screen", draw);
on("device", (device) => {
  state = device;
  $("power").setAttribute("aria-pressed", device.on);
  $("usb").setAttribute("aria-pressed", device.usb && device.host);
  $("charger").setAttribute("aria-pressed", device.usb && !device.host);
  say($("usb"), device.usb ? words.unplug : words.plug);
  $("charger").disabled = device.usb;
  $("reset").disabled = !device.on;
  $("oled").style.filter = `brightness(${0.45 + 0.55 * device.contrast / 255})`;
  say($("words"), device.words.filter(Boolean).join(" / "));
  say($("device-state"), device.crash ? `${words.crash}: ${device.crash}` : device.on ? `${words.lives}: ${device.lives}` : words.now_off);
  $("battery").hidden = device.volts == null;
  if (device.volts != null && document.activeElement !== $("volts")) $("volts").value = device.volts;
  say($("volts-are"), device.volts == null ? "" : `${device.volts.toFixed(2)} V`);
  for (const button of $("keypad").children) button.classList.toggle("down", device.keys.includes(button.dataset.key));
});
on("time", (time) => {
  say($("clock"), time.date + (time.held ? ` (${words.time_held})` : ""));
  if (document.activeElement !== $("speed")) $("speed").value = time.speed;
});
$("power").onclick = () => ask("power", { on: !state.on });
$("volts").oninput = () => ask("battery", { volts: Number($("volts").value) });
$("reset").onclick = () => ask("reset");
$("usb").onclick = () => ask(state.usb ? "usb.unplug" : "usb.plug");
$("charger").onclick = () => ask("usb.plug", { host: false });
$("speed").onchange = () => ask("time.speed", { speed: Number($("speed").value) });

let moved = -1, fading;
on("beam", (beam) => {
  if (document.activeElement !== $("distance")) $("distance").value = beam.distance;
  if (document.activeElement !== $("angle")) $("angle").value = beam.angle;
  say($("distance-is"), `${beam.distance.toFixed(1)} m`);
  say($("angle-is"), `${beam.angle}°`);
  say($("reach"), words[beam.reach]);
  $("beam").dataset.reach = beam.reach;
  $("ray").style.transform = `rotate(${beam.angle / 2}deg)`;
  if (beam.out + beam.in !== moved && moved >= 0) {
    $("beam").dataset.moves = "yes";
    clearTimeout(fading);
    fading = setTimeout(() => delete $("beam").dataset.moves, 250);
  }
  moved = beam.out + beam.in;
});
const hold = () => ask("beam.hold", { distance: Number($("distance").value), angle: Number($("angle").value) });
$("distance").oninput = hold;
$("angle").oninput = hold;
