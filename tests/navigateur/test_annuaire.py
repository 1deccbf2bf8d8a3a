"""The directory in a real browser: filters, map, keyboard, import without JavaScript."""

import re

from playwright.sync_api import Page, expect

LISTE = (
    "Raison sociale;Type;Ville;CP;Thématiques\n"
    "Recyclerie de l’Ancre;Association loi 1901;Albert;80300;Réemploi et économie circulaire\n"
    ";Association;Albert;80300;\n"
)


def bilan(page: Page):
    return page.locator("#resultats [data-annonce]")


def test_filters_live_in_the_address_and_survive_going_back(visiter, sans_anomalie):
    visite = visiter()
    page = visite.se_connecter("agent")
    visite.aller("/acteurs/?territoire=epci:248000747")
    page.get_by_label("Nom ou mot").press_sequentially("porte ENTREE")
    expect(bilan(page)).to_contain_text("1\u00a0acteur")
    assert "q=porte+ENTREE" in page.url.replace("%20", "+")
    expect(page.get_by_label("Nom ou mot")).to_be_focused()
    page.get_by_label("Famille").select_option("association")
    expect(page.locator("#resultats")).to_contain_text("Aucun acteur ne correspond")
    page.go_back()
    expect(bilan(page)).to_contain_text("1\u00a0acteur")
    expect(page.get_by_label("Famille")).to_have_value("")
    page.get_by_role("link", name=re.compile("^Nom ou mot.*retirer")).click()
    expect(page.get_by_label("Nom ou mot")).to_have_value("")
    expect(page.get_by_role("link", name="Airbus")).to_be_visible()
    sans_anomalie(page)


def test_typing_is_one_step_of_the_history_and_is_read_out(visiter, sans_anomalie):
    visite = visiter()
    page = visite.se_connecter("agent")
    visite.aller("/acteurs/")
    champ = page.get_by_label("Nom ou mot")
    avant = page.evaluate("history.length")
    for lettre in "albert":
        champ.press_sequentially(lettre)
        page.wait_for_url(re.compile(f"q=[a-z]*{lettre}$"))
    expect(page.locator("#annonces")).to_contain_text(re.compile("acteur"))
    assert page.evaluate("history.length") == avant + 1
    page.get_by_role("link", name="Albert", exact=True).click()
    expect(page.get_by_label("Autour d’une commune")).to_have_value("80016")
    expect(bilan(page)).to_contain_text("acteurs")
    page.go_back()
    expect(page).to_have_url(re.compile(r"q=albert$"))
    sans_anomalie(page)


def test_map_and_list_answer_each_other_from_the_keyboard(visiter, sans_anomalie):
    visite = visiter()
    page = visite.se_connecter("agent")
    visite.aller("/acteurs/?territoire=epci:248000747&hors_perimetre=on")
    expect(page.get_by_role("img", name=re.compile("Carte"))).to_be_visible()
    page.get_by_role("button", name="Explorer la carte").press("Enter")
    plan = page.get_by_role("region", name=re.compile("Carte interactive"))
    expect(plan).to_be_focused()
    point = plan.get_by_role("button", name="Association Saint-Jean")
    page.get_by_role("link", name="Association Saint-Jean").focus()
    expect(point).to_have_class(re.compile("est-choisi"))
    point.press("Enter")
    expect(plan.get_by_role("link", name="Association Saint-Jean")).to_be_visible()
    sans_anomalie(page)


def test_a_list_is_imported_without_javascript(visiter, sans_anomalie, tmp_path):
    fichier = tmp_path / "liste.csv"
    fichier.write_bytes(LISTE.encode("cp1252"))
    visite = visiter(java_script_enabled=False)
    page = visite.se_connecter("agent")
    visite.aller("/acteurs/import/")
    page.get_by_label("Fichier", exact=True).set_input_files(fichier)
    page.get_by_role("button", name="Envoyer et choisir les colonnes").click()
    expect(page.get_by_label("Raison sociale")).to_have_value("nom")
    page.get_by_role("button", name="Essayer sans rien écrire").click()
    attendre(page, "Ce que l’import ferait")
    expect(page.get_by_role("main")).to_contain_text("Ligne 3")
    page.get_by_role("button", name="Importer dans l’annuaire").click()
    attendre(page, "Ce qui a été fait")
    visite.aller("/acteurs/?q=recyclerie+ancre")
    page.get_by_role("link", name="Recyclerie de l’Ancre").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recyclerie de l’Ancre")
    assert not visite.anomalies


def attendre(page: Page, texte: str) -> None:
    """Reload until the background work is over."""
    for _ in range(40):
        if (
            page.get_by_role("heading", name=texte).is_visible()
            and not page.locator("progress").is_visible()
        ):
            return
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError(f"never saw « {texte} »")
