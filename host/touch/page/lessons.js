// lessons.js - stories that play on the page, and the faults
import { $, ask, el, faults, language, lessons, on, personalities, say, words } from "./dom.js";

const title = (heading) => heading[language === "zh" ? 1 : 0];
let lesson = null, drawn = "";

$("lesson-pick").append(...lessons.map((one) => el("option", { value: one.name }, title(one.title))));
const openLesson = (name, line = 0) => ask("lesson.open", { name, line, language });
$("lesson-pick").onchange = () => $("lesson-pick").value && openLesson($("lesson-pick").value);
$("lesson-step").onclick = () => ask("lesson.step");
$("lesson-run").onclick = () => ask("lesson.run");
$("lesson-pause").onclick = () => ask("lesson.pause");
$("lesson-again").onclick = () => lesson && openLesson(lesson.name);
$("lesson-leave").onclick = () => ask("lesson.leave");
$("personality").append(...personalities.map((name) => el("option", { value: name }, name || words.nameless)));
$("fresh").onclick = () => ask("scene.new", { language, personality: $("personality").value });
$("personality").onchange = $("fresh").onclick;

const linkTo = (line) => `#lesson=${lesson.name}&line=${line}`;
function draw() {
  drawn = lesson.name;
  $("lesson-lines").replaceChildren(...lesson.lines.map((line) => el("li", { "data-line": line.n, class: line.heading.length ? "heading" : "" },
    line.heading.length ? title(line.heading) : el("code", {}, line.text), " ",
    el("a", { href: linkTo(line.n), "aria-label": `${words.link} ${line.n}` }, "¶"))));
}
function caption() {
  const headings = lesson.lines.slice(0, lesson.done + 1).filter((line) => line.heading.length);
  const text = headings.length ? title(headings[headings.length - 1].heading) : "";
  if (lesson.state === "done") return `${text} — ${words.lesson_done}`;
  return lesson.state === "failed" ? `${words.lesson_failed} ${lesson.wrong}` : text;
}
on("lesson", (now) => {
  lesson = now;
  $("lesson-body").hidden = !now;
  document.body.dataset.lesson = now ? now.state : "";
  if (!now) { drawn = ""; $("lesson-pick").value = ""; return; }
  if (drawn !== now.name) draw();
  $("lesson-pick").value = now.name;
  say($("caption"), caption());
  $("caption").dataset.state = now.state;
  const over = now.state === "done" || now.state === "failed";
  $("lesson-step").disabled = over || now.state === "runs";
  $("lesson-run").disabled = over || now.state === "runs";
  $("lesson-pause").disabled = now.state !== "runs";
  [...$("lesson-lines").children].forEach((line, i) => {
    line.classList.toggle("been", i < now.done);
    const here = i === now.done && !over;
    if (here && !line.classList.contains("now")) {
      $("lesson-lines").scrollTop = line.offsetTop - $("lesson-lines").offsetTop - 60;
    }
    line.classList.toggle("now", here);
  });
});

// #lesson=NAME&line=N opens a lesson at a line.
function follow() {
  const asked = new URLSearchParams(location.hash.slice(1));
  if (asked.get("lesson")) openLesson(asked.get("lesson"), Number(asked.get("line")) || 0);
}
addEventListener("hashchange", follow);
let first = true;
on("up", () => { if (first) follow(); first = false; });

for (const name of faults) $("fault-list").append(el("button", { "data-fault": name, onclick: () => ask("fault.arm", { name }) }, words[name]));
$("undo").onclick = () => ask("fault.undo");
on("faults", (now) => {
  $("undo").disabled = !now.undo;
  for (const button of $("fault-list").children) button.classList.toggle("armed", now.armed.includes(button.dataset.fault));
});
