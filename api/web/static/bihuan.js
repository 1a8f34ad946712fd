// What pages gain where scripts run; every page works without.
"use strict";

// One press sends a form once: a second press while it is under way does nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent === "yes") {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  window.setTimeout(() => { delete form.dataset.sent; }, 8000);
});

// Coming back with the browser's button, forms can be sent again.
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
});

// Menus close with Escape and give the focus back.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  document.querySelectorAll("details.me[open]").forEach((menu) => {
    menu.removeAttribute("open");
    menu.querySelector("summary").focus();
  });
});

// On a phone the filters of a list stand folded, so that the list is in sight; without a script they stand open.
if (window.matchMedia("(max-width: 767px)").matches) {
  document.querySelectorAll("details[data-fold-on-phones]").forEach((filters) => {
    if (!filters.querySelector("[aria-invalid]")) filters.removeAttribute("open");
  });
}
