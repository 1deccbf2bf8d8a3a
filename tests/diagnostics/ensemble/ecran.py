"""A form as a browser holds it, for tests where two people fill the same one."""

import lxml.html


class Ecran:
    """A form: opened, typed in, sent."""

    def __init__(self, client, page, champ, action=None):
        self.client, self.page = client, page
        self.action, self.donnees = page, {}
        self.lire(client.get(page), champ, action)
        self.champ = champ

    def lire(self, reponse, champ, action=None):
        racine = lxml.html.fromstring(reponse.content.decode())
        # The last one: above it, the panel of a conflict repeats the fields, hidden.
        formulaire = [g for g in racine.forms if champ in g.fields][-1]
        self.action = (formulaire.action or self.page).partition("#")[0]
        self.donnees = {}
        for cle, valeur in formulaire.form_values():
            self.donnees.setdefault(cle, []).append(valeur.removeprefix("\n"))

    def taper(self, **champs):
        for cle, valeur in champs.items():
            self.donnees[cle] = valeur if isinstance(valeur, list) else [valeur]
        return self

    def valeur(self, cle):
        return (self.donnees.get(cle) or [""])[0]

    def envoyer(self, attendu=302):
        reponse = self.client.post(self.action, self.donnees)
        assert reponse.status_code == attendu, reponse.content.decode()[:2000]
        if attendu == 409:
            self.lire(reponse, self.champ)
            self.html = reponse.content.decode()
            panneau = lxml.html.fromstring(self.html).find_class("e-conflit")
            self.panneau = " ".join(panneau[0].text_content().split()) if panneau else ""
        return self
