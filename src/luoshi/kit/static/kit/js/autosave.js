// Saves a form[data-autosave] when something in it changed, and brings the rest of the page up to date.
//
// The form is sent as it would be by its own button; the answer is a whole page, of which every element with the same
// data-part takes the place of its twin. A field takes the server's value unless it was changed since it was sent.
// With data-autosave="typing" it is also sent a while after the last stroke. A button[data-save] of the form is sent the
// same way. A field[data-late] is not sent while somebody is in it. Who changed the page behind the form's back asks for its parts by the event luoshi:parts.

const state = document.getElementById("save-state");
const unsaved = new Set();
const TYPED = "有改动还没有暂存，停笔后自动暂存。";
let running = null;
let strokes = 0;

document.documentElement.classList.add("scripted");

function say(words, kind = "") {
  state.textContent = words;
  state.className = kind || "hush";
}

function fieldsOf(form) {
  return [...form.elements].filter((field) => field.id && field.name && field.type !== "submit");
}

function valueOf(field) {
  return field.type === "checkbox" || field.type === "radio" ? field.checked : field.value;
}

function takeFields(form, twin, sent) {
  for (const field of fieldsOf(form)) {
    const fresh = twin.querySelector(`#${CSS.escape(field.id)}`);
    if (!fresh || valueOf(field) !== sent.get(field.id) || valueOf(field) === valueOf(fresh)) continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = fresh.checked;
    else field.value = fresh.value;
  }
}

// Where the focus goes when its part is replaced: the same link or button, else the part where it can have the focus.
// A field that somebody is in keeps its part as it is.
function nextFocus(part, copy) {
  const here = document.activeElement;
  if (here === part) return copy;
  if (here.matches("input, select, textarea")) return null;
  const same = here.id
    ? `#${CSS.escape(here.id)}`
    : here.value
      ? `button[name="${CSS.escape(here.name)}"][value="${CSS.escape(here.value)}"]`
      : here.getAttribute("href") && `a[href="${CSS.escape(here.getAttribute("href"))}"]`;
  return (same && copy.querySelector(same)) || (copy.hasAttribute("tabindex") ? copy : null);
}

function takeParts(page) {
  for (const part of document.querySelectorAll("[data-part]")) {
    const fresh = page.querySelector(`[data-part="${CSS.escape(part.dataset.part)}"]`);
    if (!fresh || part.outerHTML === fresh.outerHTML) continue;
    const copy = document.importNode(fresh, true);
    const focus = part.contains(document.activeElement) ? nextFocus(part, copy) : document.body;
    if (!focus) continue;
    const ticked = [...part.querySelectorAll("input[type=checkbox]:checked")].map((box) => box.id);
    const open = [...part.querySelectorAll("details[open]")].map((one) => one.id);
    part.replaceWith(copy);
    for (const box of copy.querySelectorAll("input[type=checkbox]")) if (ticked.includes(box.id)) box.checked = true;
    for (const one of copy.querySelectorAll("details")) if (open.includes(one.id)) one.open = true;
    if (focus !== document.body) focus.focus({ preventScroll: true });
  }
}

function showErrors(form, twin) {
  for (const old of form.querySelectorAll(".error")) old.remove();
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  const found = [];
  for (const error of twin ? twin.querySelectorAll(".error") : []) {
    found.push(error.textContent.trim());
    const near = error.parentElement.querySelector("input, textarea, select");
    const field = near && form.querySelector(`#${CSS.escape(near.id)}`);
    if (!field) continue;
    field.setAttribute("aria-invalid", "true");
    (field.closest(".field, .desk-line") || form).append(document.importNode(error, true));
  }
  return found;
}

async function send(form, submitter) {
  const sent = new Map(fieldsOf(form).map((field) => [field.id, valueOf(field)]));
  const body = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  if (submitter && submitter.name) body.append(submitter.name, submitter.value);
  else if (document.activeElement.matches("[data-late]")) {
    body.delete(document.activeElement.name);
    sent.delete(document.activeElement.id);
  }
  const before = strokes;
  say("正在保存…", "busy");
  let answer;
  let page;
  try {
    answer = await fetch(form.action, { method: "POST", body, keepalive: true, credentials: "same-origin" });
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    say("没有保存：网络不通。填写的内容还在，通了以后再改一处就会保存。", "bad");
    return false;
  }
  const twin = [...page.querySelectorAll("form[data-autosave]")].find((one) => one.getAttribute("action") === form.getAttribute("action"));
  if (!page.getElementById("desk") || !twin) {
    say(
      answer.url.includes("/login/")
        ? "没有保存：登录已过期。填写的内容还在，请在新窗口登录后再改一处。"
        : "没有保存。填写的内容还在，请抄下后刷新页面再试。",
      "bad",
    );
    return false;
  }
  takeFields(form, twin, sent);
  takeParts(page);
  const errors = showErrors(form, twin);
  const problem = page.querySelector(".desk-problem p");
  if (!answer.ok) {
    say(`没有保存：${problem ? problem.textContent.trim() : errors.length ? "请改好标红的地方。" : "请刷新页面再试。"}`, "bad");
    return false;
  }
  if (strokes !== before) {
    say(TYPED); // what was typed meanwhile is saved after the last stroke
    return true;
  }
  unsaved.delete(form);
  say(page.getElementById("save-state").textContent.replace("自动保存", "已自动保存"));
  return true;
}

// One saving at a time; what changed meanwhile is saved after it.
const again = [];
function save(form, submitter = null) {
  unsaved.add(form);
  if (running) {
    if (!again.some((one) => one.form === form && one.submitter === submitter)) again.push({ form, submitter });
    return running;
  }
  running = (async () => {
    let good = await send(form, submitter);
    while (again.length) {
      const next = again.shift();
      unsaved.add(next.form);
      good = await send(next.form, next.submitter);
    }
    return good;
  })().finally(() => {
    running = null;
  });
  return running;
}

document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form && form.matches("[data-autosave]") && !["first", "second"].includes(event.target.name)) save(form);
});

let typing = null;
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form || form.dataset.autosave !== "typing" || !event.target.matches("textarea")) return;
  if (!unsaved.has(form)) say(TYPED);
  unsaved.add(form);
  strokes += 1;
  clearTimeout(typing);
  typing = setTimeout(() => save(form), 2500);
});

document.addEventListener("luoshi:parts", async (event) => {
  try {
    const answer = await fetch(event.detail.url, { credentials: "same-origin" });
    if (answer.ok) takeParts(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch {
    // the line is broken; the next saving brings the parts along
  } finally {
    event.detail.shown();
  }
});

// Enter in a field, and the save button, save without leaving the page.
document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (form.matches("[data-autosave]") && (!submitter || submitter.value === "save" || submitter.hasAttribute("data-save"))) {
    event.preventDefault();
    save(form, submitter);
    return;
  }
  if (running) {
    event.preventDefault();
    running.then((good) => good && form.requestSubmit(submitter));
    return;
  }
  unsaved.clear();
});

// A link waits for what is being saved, so that the next page shows it.
document.addEventListener("click", (event) => {
  const link = event.target.closest && event.target.closest("a[href]");
  if (!link || !running || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  running.then((good) => {
    if (good) window.location.assign(link.href);
  });
});

window.addEventListener("beforeunload", (event) => {
  if (unsaved.size) event.preventDefault();
});
