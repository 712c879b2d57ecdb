// Sends the files of a form[data-uploads] piece by piece, so that a broken line loses nothing.
//
// A file goes to the address of data-uploads, which answers where its pieces go and how much has come before: a file
// that is chosen again goes on from there. Every answer carries its reasons in words. When all files are done the parts
// of the page are brought up to date by autosave.js, which listens for "luoshi:parts".

const PIECE = 1024 * 1024;
const PAUSES = [1, 2, 4, 8, 15, 30]; // seconds between attempts while the line is broken
const FAULTS = 3; // so often a fault of the server is taken for one that passes
const BROKEN = new Set([408, 429, 500, 502, 503, 504]);

const form = document.querySelector("form[data-uploads]");
const list = document.getElementById("uploading");
const news = document.getElementById("upload-news");
let queue = [];
let running = null;
let failed = 0;
let waiting = false;
let leaving = false;

class Stopped extends Error {}
class Told extends Error {}

function tell(words) {
  news.textContent = words;
}

function row(file) {
  const line = document.createElement("li");
  const name = document.createElement("span");
  const state = document.createElement("span");
  const bar = document.createElement("progress");
  const end = document.createElement("span");
  const cancel = document.createElement("button");
  name.className = "name";
  name.append(file.name, state, bar);
  state.className = "hint";
  state.textContent = "等候上传";
  bar.max = file.size || 1;
  bar.value = 0;
  bar.setAttribute("aria-label", `“${file.name}”的上传进度`);
  end.className = "end";
  cancel.type = "button";
  cancel.className = "plain";
  cancel.textContent = "取消";
  cancel.setAttribute("aria-label", `取消上传“${file.name}”`);
  end.append(cancel);
  line.append(name, end);
  list.append(line);
  list.hidden = false;
  return { line, state, bar, cancel };
}

function size(bytes) {
  return bytes < PIECE ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / PIECE).toFixed(1)} MB`;
}

// Resolves after so many seconds, or as soon as the browser is back on line; rejects when the person has had enough.
function rest(seconds, job) {
  return new Promise((go, stop) => {
    const done = () => {
      clearTimeout(timer);
      window.removeEventListener("online", done);
      job.wake = null;
      if (job.stopped) stop(new Stopped());
      else go();
    };
    const timer = setTimeout(done, seconds * 1000);
    window.addEventListener("online", done);
    job.wake = done;
  });
}

// The answer to one request, tried again while the line is broken.
async function ask(job, url, body, headers = {}) {
  for (let attempt = 0; ; attempt += 1) {
    if (job.stopped) throw new Stopped();
    job.control = new AbortController();
    try {
      const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
      const answer = await fetch(url, {
        method: "POST", body, credentials: "same-origin", signal: job.control.signal,
        headers: { "X-CSRFToken": token, Accept: "application/json", ...headers },
      });
      if (answer.redirected && answer.url.includes("/login/")) {
        throw new Told("登录已过期。请在新窗口登录后，再选一次这个文件，会接着传。");
      }
      if (answer.status === 500 && attempt >= FAULTS) {
        throw new Told("服务器出了错，这个文件没有传成。请告诉系统管理员，再选一次这个文件会接着传。");
      }
      if (!BROKEN.has(answer.status)) {
        const isJson = (answer.headers.get("Content-Type") || "").includes("json");
        if (!isJson) throw new Told("没有传成。请刷新页面后再选一次这个文件，会接着传。");
        return { status: answer.status, told: await answer.json() };
      }
    } catch (error) {
      if (job.stopped) throw new Stopped();
      if (error instanceof Told) throw error;
    }
    const pause = PAUSES[Math.min(attempt, PAUSES.length - 1)];
    job.row.state.textContent = "网络断了，通了以后会自动接着传。已传的不会丢。";
    if (attempt === 0) tell(`“${job.file.name}”网络断了，通了以后会自动接着传。`);
    await rest(pause, job);
  }
}

function refused(told) {
  return new Told((told.reasons || []).join("") || "没有传成。请再选一次这个文件。");
}

async function send(job) {
  const { file, row: shown } = job;
  const head = new URLSearchParams({ name: file.name, size: file.size, stamp: String(file.lastModified || "") });
  const begun = await ask(job, form.dataset.uploads, head);
  if (begun.status !== 200) throw refused(begun.told);
  job.upload = begun.told.upload;
  let sent = begun.told.received;
  let disagreed = 0;
  while (sent < file.size) {
    shown.bar.value = sent;
    shown.state.textContent = `已传 ${size(sent)}，共 ${size(file.size)}`;
    // Read before it is sent: a file that is gone, or was changed meanwhile, would look like a broken line.
    const piece = await file.slice(sent, sent + PIECE).arrayBuffer();
    const answer = await ask(job, begun.told.piece, piece, { "Upload-Offset": String(sent), "Content-Type": "application/octet-stream" });
    // 409 says where to go on: a piece may have come although its answer was lost.
    disagreed = answer.status === 409 ? disagreed + 1 : 0;
    if (![200, 409].includes(answer.status) || answer.told.received === undefined || disagreed > 3) throw refused(answer.told);
    sent = answer.told.received;
  }
  shown.bar.value = file.size;
  shown.state.textContent = "传完了，正在检查";
  const done = await ask(job, begun.told.finish, new URLSearchParams());
  if (done.status !== 200) throw refused(done.told);
}

async function forget(job) {
  if (!job.upload) return;
  const body = new FormData();
  body.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
  body.append("drop", job.upload);
  try {
    await fetch(form.action, { method: "POST", body, credentials: "same-origin" });
  } catch {
    // it stays among the unfinished ones, from where it can be taken out
  }
}

async function work() {
  const taken = [];
  while (queue.length) {
    const job = queue.shift();
    try {
      await send(job);
      taken.push(job.file.name);
      job.row.line.remove();
      tell(`“${job.file.name}”已传完。`);
    } catch (error) {
      if (error instanceof Stopped) {
        await forget(job);
        job.row.line.remove();
        tell(`“${job.file.name}”已取消上传。`);
      } else {
        failed += 1;
        const words = error instanceof Told ? error.message : "这个文件读不出来。请检查文件后再选一次。";
        job.row.state.textContent = words;
        job.row.state.className = "hint bad";
        job.row.bar.remove();
        job.row.cancel.textContent = "知道了";
        job.row.cancel.setAttribute("aria-label", `“${job.file.name}”没有传成，知道了`);
        tell(`“${job.file.name}”没有传成：${words}`);
      }
    }
  }
  list.hidden = !list.children.length;
  const left = [...form.querySelectorAll("[name=facts]:not(:checked)")].map((box) => `leave=${encodeURIComponent(box.value)}`);
  const url = `${form.action}?${left.join("&")}`;
  await new Promise((shown) => document.dispatchEvent(new CustomEvent("luoshi:parts", { detail: { url, shown } })));
  if (taken.length > 1) tell(`${taken.length} 个文件已传完。`);
}

function add(files) {
  for (const file of files) {
    const job = { file, stopped: false, upload: "" };
    job.row = row(file);
    job.row.cancel.addEventListener("click", () => {
      if (!running || !job.row.bar.isConnected) {
        job.row.line.remove();
        list.hidden = !list.children.length;
        return;
      }
      job.stopped = true;
      if (queue.includes(job)) {
        queue = queue.filter((one) => one !== job);
        job.row.line.remove();
      }
      if (job.control) job.control.abort();
      if (job.wake) job.wake();
    });
    queue.push(job);
  }
  if (!queue.length || running) return;
  failed = 0;
  running = work().finally(() => {
    running = null;
  });
}

if (form && list && news) {
  document.addEventListener("change", (event) => {
    if (event.target.form !== form || event.target.type !== "file") return;
    event.stopImmediatePropagation();
    add([...event.target.files]);
    event.target.value = "";
  });

  for (const kind of ["dragenter", "dragover"]) {
    document.addEventListener(kind, (event) => {
      if (!event.dataTransfer || ![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault(); // beside the zone as well, else the browser would open the file and leave the page
      const zone = document.querySelector("[data-drop]");
      if (zone) zone.classList.toggle("over", zone.contains(event.target));
    });
  }
  document.addEventListener("dragleave", (event) => {
    const zone = document.querySelector("[data-drop]");
    if (zone && !event.relatedTarget) zone.classList.remove("over");
  });
  document.addEventListener("drop", (event) => {
    if (!event.dataTransfer || !event.dataTransfer.files.length) return;
    event.preventDefault();
    const zone = document.querySelector("[data-drop]");
    if (!zone) return;
    zone.classList.remove("over");
    add([...event.dataTransfer.files]);
  });

  // Whoever hands in while a file is on its way waits for it; where it could not be taken, he is told instead.
  document.addEventListener("submit", (event) => {
    const { target, submitter } = event;
    if (target !== form || (submitter && submitter.hasAttribute("data-save"))) return;
    if (leaving || waiting || running) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    if (leaving || waiting) return;
    if (!running) {
      // A second click while the answer is on its way does nothing.
      setTimeout(() => {
        leaving = !event.defaultPrevented;
      });
      return;
    }
    waiting = true;
    tell("还有文件在传，传完就继续。");
    running.then(() => {
      waiting = false;
      if (failed) list.scrollIntoView({ block: "center" });
      else form.requestSubmit(submitter);
    });
  });

  window.addEventListener("pageshow", () => {
    leaving = false;
  });

  window.addEventListener("beforeunload", (event) => {
    if (running) event.preventDefault();
  });
}
