// A list with boxes to tick, in a form[data-picks]: one box ticks all, and the button says how many.

for (const form of document.querySelectorAll("form[data-picks]")) {
  const boxes = [...form.querySelectorAll("tbody input[type=checkbox]")];
  const all = form.querySelector("[data-all]");
  const counts = form.querySelectorAll("[data-count]");

  const show = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    for (const count of counts) count.textContent = ` ${ticked} 件`;
    if (!all) return;
    all.checked = ticked > 0 && ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  };

  if (all) {
    all.closest("label").hidden = false;
    all.addEventListener("change", () => {
      for (const box of boxes) box.checked = all.checked;
      show();
    });
  }
  form.addEventListener("change", show);
  show();
}
