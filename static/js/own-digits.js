// A voter's own digits: filled in by chance once, and theirs to change. Without this the field is empty, and that is fine.
const field = document.querySelector("[data-own-digits]");
if (field && !field.value && !document.querySelector("[data-choice]")) {
  const [chance] = crypto.getRandomValues(new Uint32Array(1));
  field.value = String(chance % 100_000_000).padStart(8, "0");
}
