// <a href="full page" data-dialogue="id"> or <button data-dialogue="id"> opens <dialog id>.
// data-confirmer="Question ?" on a form or button asks before sending.
document.addEventListener("click", (evenement) => {
  const ouvreur = evenement.target.closest("[data-dialogue]");
  if (ouvreur) {
    const dialogue = document.getElementById(ouvreur.dataset.dialogue);
    if (!dialogue?.showModal || evenement.ctrlKey || evenement.metaKey) return;
    evenement.preventDefault();
    dialogue.showModal();
    return;
  }
  const fermeur = evenement.target.closest("[data-dialogue-fermer]");
  if (fermeur) fermeur.closest("dialog").close();
  else if (evenement.target instanceof HTMLDialogElement) evenement.target.close(); // the backdrop
});

document.addEventListener("submit", (evenement) => {
  const question = evenement.submitter?.dataset.confirmer ?? evenement.target.dataset.confirmer;
  if (question && !confirm(question)) {
    evenement.preventDefault();
    evenement.stopImmediatePropagation();
  }
}, true);
