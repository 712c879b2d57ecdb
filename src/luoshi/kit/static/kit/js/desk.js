// The review desk: tabs and pages of the papers by key, what is left to look at, and no return without a reason.

const pane = document.querySelector(".sheets");
const tabs = [...document.querySelectorAll(".tabs > a")];
const papers = tabs.map((tab) => document.getElementById(tab.hash.slice(1)));
const judge = document.querySelector("form.judge");
const line = document.querySelector(".queue > ol [aria-current]");

function scrolls() {
  return pane && pane.scrollHeight > pane.clientHeight && getComputedStyle(pane).overflowY !== "visible";
}

function topOf(element) {
  return element.getBoundingClientRect().top - pane.getBoundingClientRect().top;
}

function show(element) {
  if (!element) return;
  if (scrolls()) pane.scrollTop += topOf(element) - 8;
  else element.scrollIntoView();
}

// The paper in sight is the last one that begins above the middle of the pane.
function current() {
  const middle = pane.clientHeight / 2;
  const above = papers.filter((paper) => topOf(paper) < middle);
  return Math.max(0, above.length - 1);
}

function mark() {
  const at = current();
  tabs.forEach((tab, number) => {
    if (number === at) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  });
}

function step(elements, by) {
  const tops = elements.map((one) => Math.round(topOf(one) - 8));
  const next = by > 0 ? tops.findIndex((top) => top > 2) : tops.reduce((found, top, at) => (top < -2 ? at : found), -1);
  if (next >= 0) show(elements[next]);
  else if (by > 0) pane.scrollTop = pane.scrollHeight;
  else pane.scrollTop = 0;
}

if (pane && tabs.length) {
  pane.addEventListener("scroll", mark, { passive: true });
  for (const [number, tab] of tabs.entries()) {
    tab.addEventListener("click", (event) => {
      event.preventDefault();
      show(papers[number]);
      tab.setAttribute("aria-current", "true");
      pane.focus({ preventScroll: true });
    });
  }
}

// Sent by keys.js for a key that nothing on the page bears.
document.addEventListener("luoshi:key", (event) => {
  if (!pane) return;
  const { key } = event.detail;
  const pages = [...pane.querySelectorAll("figure, .marked-page + .marked-page")];
  if (key === "[" || key === "]") step(papers, key === "]" ? 1 : -1);
  else if (key === "ArrowLeft" || key === "ArrowRight") step(pages, key === "ArrowRight" ? 1 : -1);
  else return;
  event.preventDefault();
});

if (line) {
  const list = line.closest("ol");
  const top = line.getBoundingClientRect().top - list.getBoundingClientRect().top;
  if (top < 0 || top > list.clientHeight - 80) list.scrollTop += top - 80;
}

if (judge) {
  const points = [...judge.querySelectorAll("[data-point]")];
  const left = judge.querySelector("[data-left]");
  const doubts = Number(judge.dataset.doubts);

  const tell = () => {
    if (!left) return;
    const unseen = points.filter((point) => !point.checked).length;
    const parts = [unseen ? `${unseen} 条没看` : "", doubts ? `${doubts} 处疑点没处理` : ""].filter(Boolean);
    left.textContent = parts.length ? `还有 ${parts.join("、")}。审核通过前会再问一次。` : "要点都看过了。";
  };
  judge.addEventListener("change", (event) => {
    tell();
    if (event.target.matches("[data-point]")) event.target.closest("label").scrollIntoView({ block: "nearest" });
  });
  tell();

  judge.addEventListener("submit", (event) => {
    if (!event.submitter || event.submitter.value !== "return") return;
    const words = judge.elements.namedItem("note");
    const reasons = [...judge.querySelectorAll("input[name=reasons]")];
    if (!reasons.length || reasons.some((box) => box.checked) || words.value.trim()) return;
    event.preventDefault();
    left.textContent = "请写明退回理由：选一条，或者写明缺什么、怎么补。";
    left.classList.add("late");
    reasons[0].focus();
    reasons[0].closest("fieldset").scrollIntoView({ block: "nearest" });
  });

  // Who has written what came of the doubts, or why it comes back, need not leave the keys.
  judge.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !event.target.matches("textarea")) return;
    event.preventDefault();
    const returns = event.target.name === "note" && judge.querySelector("button[value=return]");
    (returns || judge.querySelector("button[value=accept]")).click();
  });

  const answer = judge.elements.namedItem("answer");
  if (answer) {
    const doubt = judge.querySelector(".doubt");
    if (doubt) doubt.parentElement.scrollTop = doubt.offsetTop;
    answer.focus();
    for (const phrase of judge.querySelectorAll("[data-phrase]")) {
      phrase.parentElement.hidden = false;
      phrase.addEventListener("click", () => {
        answer.value = `${answer.value}${phrase.dataset.phrase}`;
        judge.querySelector("button[value=accept]").focus();
      });
    }
  }
}
