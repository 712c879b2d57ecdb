// Reasons for returning: what they ask for is put into the words, until somebody writes his own; a reason by which
// nothing was handed in takes the term away. On the desk the term shows once there is something to return for.

const boxes = [...document.querySelectorAll("input[name=reasons]")];
const form = boxes.length ? boxes[0].form : null;

function chosen() {
  return boxes.filter((box) => box.checked);
}

if (form) {
  const words = form.elements.namedItem("note");
  const days = form.elements.namedItem("days");
  const term = days.closest(".judge-term, .field");
  const note = form.querySelector(".void-note");
  let suggested = chosen().map((box) => box.dataset.advice).join("");

  const show = () => {
    const isVoid = chosen().some((box) => box.hasAttribute("data-void"));
    const returns = chosen().length > 0 || words.value.trim() || !form.matches(".judge");
    term.hidden = isVoid || !returns;
    note.hidden = !isVoid;
  };

  words.addEventListener("input", () => show());
  form.addEventListener("change", (event) => {
    if (event.target.name !== "reasons") return;
    const fresh = chosen().map((box) => box.dataset.advice).join("");
    if (!words.value.trim() || words.value === suggested) words.value = fresh;
    suggested = fresh;
    show();
  });
  show();
}
