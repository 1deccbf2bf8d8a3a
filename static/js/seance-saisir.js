// Paper notes typed fast: Ctrl + Enter sends, and the field is ready for the next ones.
const champ = document.querySelector(".s-saisir textarea");
champ?.focus();
champ?.addEventListener("keydown", (evenement) => {
  if (evenement.key === "Enter" && (evenement.ctrlKey || evenement.metaKey)) {
    evenement.preventDefault();
    champ.form.requestSubmit();
  }
});
