// Base behaviour of every page. Everything here improves pages that already work without it.
import "./bascule-theme.js";
import "./dialogues.js";
import "./menus.js";
import "./envoi-auto.js";
import "./echanges.js";
import "./brouillons-sortie.js";
