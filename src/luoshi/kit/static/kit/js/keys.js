// An element with data-key is clicked, or where it is a field focused, by that key when nobody is typing.
//
// Single keys can be switched off (WCAG 2.1.4); the choice stays in this browser. A key that no element bears goes to the
// page as luoshi:key. `?` opens dialog#keys-help where the page has one, else leads to the switch.

const OFF = "luoshi.keys.off";
const TYPED = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";
const PRESSED = "a[href], button, summary, input, [role=button]";
const legend = document.querySelector(".desk-keys");
const toggle = document.getElementById("keys-switch");
const help = document.getElementById("keys-help");

function off() {
  try {
    return window.localStorage.getItem(OFF) === "1";
  } catch {
    return false;
  }
}

function show() {
  legend.classList.toggle("off", off());
  document.documentElement.classList.toggle("keys-off", off());
  toggle.textContent = off() ? "启用按键" : "停用按键";
  toggle.hidden = false;
}

if (legend && toggle) {
  toggle.addEventListener("click", () => {
    try {
      window.localStorage.setItem(OFF, off() ? "0" : "1");
    } catch {
      return;
    }
    show();
  });
  show();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || off()) return;
  const here = document.activeElement;
  if (event.key === "Escape" && here && here.matches(TYPED)) {
    here.blur();
    return;
  }
  if (here && here.matches(TYPED)) return;
  if (event.key === "Enter" && here && here.matches(PRESSED)) return;
  if (help && help.open) return;
  if (event.key === "?" && (help || toggle)) {
    event.preventDefault();
    if (help) {
      help.showModal();
      return;
    }
    toggle.focus();
    legend.scrollIntoView();
    return;
  }
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const target = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key && one.offsetParent);
  if (!target) {
    const told = new CustomEvent("luoshi:key", { detail: { key }, cancelable: true });
    if (!document.dispatchEvent(told)) event.preventDefault();
    return;
  }
  event.preventDefault();
  if (target.matches(TYPED)) target.focus();
  else target.click();
});
