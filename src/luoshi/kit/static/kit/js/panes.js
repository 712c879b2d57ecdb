// Brings the row in hand and its place in the original into view, each in its own pane.

function show(id, share) {
  const element = document.getElementById(id);
  const pane = element && element.closest("[data-scroll]");
  if (!pane || pane.scrollHeight <= pane.clientHeight) return;
  const top = element.getBoundingClientRect().top - pane.getBoundingClientRect().top;
  pane.scrollTop += top - pane.clientHeight * share;
}

function arrange() {
  if (!window.matchMedia("(min-width: 1001px)").matches) return;
  show("printed", 0.35);
  show("row", 0.12);
  window.scrollTo(0, 0); // an address that ends in #row moves the whole page as well
}

arrange();

// The reasons why issuing is closed lie over the page; a click beside them puts them away.
document.addEventListener("click", (event) => {
  for (const one of document.querySelectorAll(".desk-why[open]")) if (!one.contains(event.target)) one.open = false;
});
window.addEventListener("load", () => window.requestAnimationFrame(arrange));
