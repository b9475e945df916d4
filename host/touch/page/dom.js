// dom.js - what all parts of the page share: elements, words, the socket
const given = JSON.parse(document.getElementById("given").textContent);
export const { words, lessons, faults, language, personalities } = given;
export const $ = (id) => document.getElementById(id);

// An element: el("button", {class: "x", onclick: f}, "text", child).
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value != null) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

// Sets text only where it differs: what is spoken aloud is spoken once.
export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

// The Chinese of a pair where the page is Chinese and there is one.
export const either = (english, chinese) => (language === "zh" && chinese ? chinese : english);

let socket, number = 0;
const open = new Map();  // id of a message -> what to do with its reply
const parts = {};        // section of the state -> functions that show it

// Show a section of the state whenever it changes.
export function on(section, show) {
  (parts[section] ??= []).push(show);
}

// Ask the simulator to do something; refusals are told to the person.
export function ask(what, args = {}) {
  const id = ++number;
  if (!socket || socket.readyState !== WebSocket.OPEN) return Promise.resolve({ ok: false, why: words.lost });
  socket.send(JSON.stringify({ id, do: what, ...args }));
  return new Promise((done) => open.set(id, done)).then((reply) => {
    say($("said"), reply.ok ? "" : `${words.refused}: ${either(reply.why, reply.why_zh)}`);
    return reply;
  });
}

function came(message) {
  if (message.screen) for (const show of parts.screen ?? []) show(message.screen);
  for (const [section, data] of Object.entries(message.state ?? {})) for (const show of parts[section] ?? []) show(data);
  if (message.wire) for (const show of parts.wire ?? []) show(message.wire);
  for (const reply of message.replies ?? []) {
    open.get(reply.id)?.(reply);
    open.delete(reply.id);
  }
}

// Connects, and again when the simulator comes back.
export function connect() {
  socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`);
  socket.onopen = () => { document.body.dataset.link = "up"; say($("said"), ""); for (const f of parts.up ?? []) f(); };
  socket.onmessage = (event) => came(JSON.parse(event.data));
  socket.onclose = () => {
    document.body.dataset.link = "down";
    say($("said"), words.lost);
    for (const [id, done] of open) { open.delete(id); done({ ok: false, why: words.lost }); }
    setTimeout(connect, 1500);
  };
}
