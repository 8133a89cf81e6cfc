// Forms: go to what is wrong, say how many letters are left, and send a thing once however often its button is pressed.

function showWhatIsWrong(root) {
  const summary = root.querySelector("[data-error-summary]");
  if (summary) summary.focus();
}

function answerOf(link) {
  return link instanceof HTMLAnchorElement && link.hash.length > 1 ? document.getElementById(link.hash.slice(1)) : null;
}

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  const link = event.target.closest("[data-error-summary] a");
  const answer = link && answerOf(link);
  if (!answer) return;
  event.preventDefault();
  const question = answer.closest("fieldset")?.querySelector("legend") ?? document.querySelector(`label[for="${CSS.escape(answer.id)}"]`);
  (question ?? answer).scrollIntoView();
  answer.focus({ preventScroll: true });
});

function count(group) {
  const answer = group.querySelector("textarea, input");
  const words = group.querySelector(".govuk-character-count__message");
  if (!answer || !words) return;
  words.dataset.said ??= words.textContent;
  const left = Number(group.dataset.count) - answer.value.length;
  const limit = Math.abs(left);
  words.classList.toggle("govuk-error-message", left < 0);
  words.textContent = answer.value ? words.dataset[left < 0 ? "over" : "left"].replace("0", limit.toLocaleString()) : words.dataset.said;
}

let spoken;
document.addEventListener("input", (event) => {
  const group = event.target.closest?.("[data-count]");
  if (!group) return;
  count(group);
  clearTimeout(spoken); // read out only when the typing pauses
  spoken = setTimeout(() => {
    const aloud = group.querySelector("[data-count-aloud]");
    if (aloud) aloud.textContent = group.querySelector(".govuk-character-count__message").textContent;
  }, 1000);
});

document.addEventListener(
  "submit",
  (event) => {
    const button = event.submitter;
    if (!button?.hasAttribute("data-once")) return;
    if (button.dataset.pressed) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    button.dataset.pressed = "yes";
    setTimeout(() => delete button.dataset.pressed, 2000);
  },
  true,
);
addEventListener("pageshow", () => document.querySelectorAll("[data-pressed]").forEach((button) => delete button.dataset.pressed));

function begin(root) {
  showWhatIsWrong(root);
  root.querySelectorAll("[data-count]").forEach(count);
}
begin(document);
document.addEventListener("htmx:after:swap", () => begin(document));
