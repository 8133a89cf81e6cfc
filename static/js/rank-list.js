// The ballot by hand: drag a choice to its place, or pick its place from the list. Both only fill in the form and press
// its own "Put in this order" button, so the server keeps the one true order and everything works without this file.

function choices(list) {
  return [...list.querySelectorAll("[data-choice]")];
}

function sendOrder(list) {
  const button = list.querySelector('button[name="act"][value="order"]');
  if (button) button.form.requestSubmit(button);
}

document.addEventListener("change", (event) => {
  if (!(event.target instanceof HTMLSelectElement) || !event.target.name.startsWith("position-")) return;
  const list = event.target.closest("[data-rank-list]");
  if (!list) return;
  const moved = event.target.closest("[data-choice]");
  place(list, moved, Number(event.target.value) - 1);
  sendOrder(list);
});

// Puts `moved` at `index` (from 0) and numbers the selects to match.
function place(list, moved, index) {
  const others = choices(list).filter((choice) => choice !== moved);
  const before = others[index] ?? null;
  const parent = moved.parentElement;
  const focused = document.activeElement;
  parent.insertBefore(moved, before);
  if (moved.contains(focused)) focused.focus();
  choices(list).forEach((choice, at) => {
    choice.querySelector("select").value = String(at + 1);
  });
}

let lifted = null;

// A choice can be dragged only once this script is here to catch it.
document.addEventListener("pointerdown", (event) => {
  if (!(event.target instanceof Element)) return;
  const choice = event.target.closest("[data-choice]");
  if (choice) choice.draggable = !event.target.closest("button, select");
});

document.addEventListener("dragstart", (event) => {
  lifted = event.target instanceof Element ? event.target.closest("[data-choice]") : null;
  if (!lifted) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", lifted.dataset.choice);
  lifted.classList.add("rank-list__choice--lifted");
});

document.addEventListener("dragover", (event) => {
  const over = lifted && event.target instanceof Element ? event.target.closest("[data-choice]") : null;
  if (!over || over.closest("[data-rank-list]") !== lifted.closest("[data-rank-list]")) return;
  event.preventDefault();
  clearOver();
  if (over !== lifted) over.classList.add("rank-list__choice--over");
});

document.addEventListener("drop", (event) => {
  const over = lifted && event.target instanceof Element ? event.target.closest("[data-choice]") : null;
  if (!over || over === lifted) return;
  event.preventDefault();
  const list = lifted.closest("[data-rank-list]");
  place(list, lifted, choices(list).indexOf(over));
  sendOrder(list);
});

document.addEventListener("dragend", () => {
  lifted?.classList.remove("rank-list__choice--lifted");
  lifted = null;
  clearOver();
});

function clearOver() {
  document.querySelectorAll(".rank-list__choice--over").forEach((choice) => choice.classList.remove("rank-list__choice--over"));
}

// A button with an address of its own ("Check my ballot") leads to another page: the browser sends it, not htmx.
document.addEventListener(
  "submit",
  (event) => {
    if (event.submitter?.hasAttribute("formaction") && event.target.querySelector("[data-rank-list]")) event.stopImmediatePropagation();
  },
  true,
);
