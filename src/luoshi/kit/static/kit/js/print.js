// A button[data-print] prints the page; without script it stays hidden, the browser's own menu prints as well.

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
