"""The icons of the interface: one line drawing each, on a 24 × 24 grid.

Stroke only (1.6 px, round ends, set by the class ``t-ico``), so that an icon
takes the colour of the text beside it. Names say what is drawn or done, in
French, because they are written in templates: ``{% icone "plus" %}``.
"""

ICONES: dict[str, str] = {
    "rechercher": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5.5 5.5"/>',
    "personne": '<circle cx="12" cy="8" r="4"/><path d="M4 21c.6-5 3.6-7.5 8-7.5s7.4 2.5 8 7.5"/>',
    "personnes": (
        '<circle cx="9" cy="8" r="3.5"/><path d="M2.5 20c.4-4.5 3-6.5 6.5-6.5s6.1 2 6.5 6.5"/>'
        '<path d="M15.5 4.8a3.5 3.5 0 0 1 0 6.4M17.5 13.8c2.5.7 3.8 2.8 4 6.2"/>'
    ),
    "personne-plus": (
        '<circle cx="9" cy="8" r="3.5"/>'
        '<path d="M2.5 20c.4-4.5 3-6.5 6.5-6.5s6.1 2 6.5 6.5M18.5 7v6M15.5 10h6"/>'
    ),
    "organisation": '<path d="M3.5 20.5h17M5.5 20.5v-10M10 20.5v-10M14 20.5v-10M18.5 20.5v-10M3.5 10.5 12 4l8.5 6.5z"/>',
    "coche": '<path d="m4 12.5 5.5 5.5L20 6.5"/>',
    "croix": '<path d="M5.5 5.5l13 13M18.5 5.5l-13 13"/>',
    "plus": '<path d="M12 4v16M4 12h16"/>',
    "moins": '<path d="M4 12h16"/>',
    "manque": '<circle cx="12" cy="12" r="8.5" stroke-dasharray="3.4 2.7"/>',
    "fleche": '<path d="M3.5 12h16M13 5.5l6.5 6.5-6.5 6.5"/>',
    "fleche-retour": '<path d="M20.5 12h-16M11 5.5 4.5 12l6.5 6.5"/>',
    "chevron": '<path d="m5 9 7 7 7-7"/>',
    "haut": '<path d="M12 20.5v-16M5.5 11 12 4.5l6.5 6.5"/>',
    "bas": '<path d="M12 3.5v16M5.5 13l6.5 6.5 6.5-6.5"/>',
    "menu": '<path d="M3.5 6.5h17M3.5 12h17M3.5 17.5h17"/>',
    "points": '<path d="M5.5 12h.01M12 12h.01M18.5 12h.01" stroke-width="3"/>',
    "matrice": '<path d="M3.5 3.5h17v17h-17zM12 3.5v17M3.5 12h17"/>',
    "cercles": '<circle cx="12" cy="12" r="4"/><circle cx="12" cy="12" r="9"/>',
    "paroles": '<path d="M3.5 4.5h17v12H11l-5 4v-4H3.5zM7.5 9h9M7.5 12.5h6"/>',
    "lieu": (
        '<path d="M12 21.5C7 16 5 13 5 9.7a7 7 0 0 1 14 0c0 3.3-2 6.3-7 11.8z"/>'
        '<circle cx="12" cy="9.7" r="2.3"/>'
    ),
    "carte": '<path d="M3.5 6.5 9 4l6 2.5L20.5 4v13.5L15 20l-6-2.5L3.5 20zM9 4v13.5M15 6.5V20"/>',
    "territoire": '<path d="M7 3.5 14.5 5l6 5-2 7.5-7 3-7.5-3.5.5-8z"/><path d="m4.5 9 7 3.5 3-7.5M11.5 12.5v8" stroke-dasharray="2.2 2"/>',
    "document": '<path d="M5.5 2.5h9l4 4v15h-13zM14 2.5V7h4.5M8.5 12h7M8.5 16h7"/>',
    "atelier": '<path d="M3.5 4.5h17v11h-17zM12 15.5v3M7 21.5l5-3 5 3"/>',
    "balance": (
        '<path d="M12 3.5v17M7.5 20.5h9M4.5 6.5h15M4.5 6.5 2 13.5h5zM19.5 6.5 17 13.5h5z"/>'
    ),
    "chiffres": '<path d="M3.5 20.5h17M6 20.5v-7M12 20.5v-14M18 20.5v-10"/>',
    "calendrier": '<path d="M3.5 5.5h17v15h-17zM3.5 10h17M8 3v4.5M16 3v4.5"/>',
    "horloge": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3.5 2.5"/>',
    "courriel": '<path d="M3.5 5.5h17v13h-17zM3.5 6.5 12 13l8.5-6.5"/>',
    "cadenas": '<path d="M5 10.5h14v10H5zM8 10.5V7.5a4 4 0 0 1 8 0v3"/><path d="M12 14.5v2.5"/>',
    "cle": '<circle cx="8" cy="15.5" r="4.5"/><path d="m11.5 12.5 9-9M16.5 7.5l3 3"/>',
    "oeil": '<path d="M2 12c2.5-4.5 6-6.5 10-6.5s7.5 2 10 6.5c-2.5 4.5-6 6.5-10 6.5S4.5 16.5 2 12z"/><circle cx="12" cy="12" r="3"/>',
    "lien": (
        '<path d="M10 14a4 4 0 0 0 6 .4l3.5-3.5a4 4 0 0 0-5.7-5.7L12 7"/>'
        '<path d="M14 10a4 4 0 0 0-6-.4l-3.5 3.5a4 4 0 0 0 5.7 5.7L12 17"/>'
    ),
    "sortie": '<path d="M10 3.5H4v17h6M9.5 12h11M16 7.5l4.5 4.5-4.5 4.5"/>',
    "telecharger": '<path d="M12 3.5v12M6.5 10.5 12 16l5.5-5.5M3.5 20.5h17"/>',
    "deposer": '<path d="M12 16V4M6.5 9 12 3.5 17.5 9M3.5 20.5h17"/>',
    "plein-ecran": '<path d="M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5"/>',
    "viseur": '<circle cx="12" cy="12" r="6.5"/><path d="M12 2.5v5M12 16.5v5M2.5 12h5M16.5 12h5"/>',
    "imprimer": '<path d="M7 8V3.5h10V8M7 17.5H3.5V8h17v9.5H17M7 14h10v6.5H7z"/>',
    "crayon": '<path d="m4 20 1-4.5L16.5 4 20 7.5 8.5 19zM14 6.5 17.5 10"/>',
    "corbeille": '<path d="M4 6.5h16M9 6.5V3.5h6v3M6 6.5l1 14h10l1-14M10 10.5v6M14 10.5v6"/>',
    "archive": '<path d="M3.5 4.5h17V9h-17zM5 9v11.5h14V9M10 13h4"/>',
    "fusion": '<path d="M5 3.5c0 6 7 5.5 7 11.5M19 3.5c0 6-7 5.5-7 11.5v5.5M8.5 17 12 20.5l3.5-3.5"/>',
    "deplacer": '<path d="M12 3v18M3 12h18M9.5 5.5 12 3l2.5 2.5M9.5 18.5 12 21l2.5-2.5M5.5 9.5 3 12l2.5 2.5M18.5 9.5 21 12l-2.5 2.5"/>',
    "historique": '<path d="M4 4.5v5h5M4.5 9.5A8.5 8.5 0 1 1 3.5 13M12 8v4.5l3 2"/>',
    "recommencer": '<path d="M20 4.5v5h-5M19.5 9.5A8.5 8.5 0 1 0 20.5 13"/>',
    "filtre": '<path d="M3.5 5.5h17M6.5 12h11M10 18.5h4"/>',
    "reglages": (
        '<path d="M3.5 7h9M17.5 7h3M3.5 17h3M11.5 17h9"/>'
        '<circle cx="15" cy="7" r="2.5"/><circle cx="9" cy="17" r="2.5"/>'
    ),
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.5v.01"/>',
    "aide": '<circle cx="12" cy="12" r="8.5"/><path d="M9.5 9.5a2.5 2.5 0 1 1 3.8 2.1c-.9.6-1.3 1-1.3 2.2M12 17v.01"/>',
    "alerte": '<path d="M12 3.5 21.5 20h-19zM12 10v4.5M12 17.2v.01"/>',
    "cloche": '<path d="M5.5 17.5V11a6.5 6.5 0 0 1 13 0v6.5M3.5 17.5h17M10 20.5h4"/>',
    "maison": '<path d="M3.5 11.5 12 4l8.5 7.5M6 10v10.5h12V10M10 20.5V15h4v5.5"/>',
    "pousse": (
        '<path d="M12 20.5v-9M11.5 11.5C11 7.5 8 5 3.5 4.8c.2 4.5 3.3 7 8 6.7z"/>'
        '<path d="M12.5 9.5c.3-4 3-6.5 8-6.8-.2 4.8-3.3 7.2-8 6.8zM5 20.5h14"/>'
    ),
    "filiere": (
        '<circle cx="5" cy="12" r="2.5"/><circle cx="12" cy="5.5" r="2.5"/>'
        '<circle cx="19" cy="12" r="2.5"/><circle cx="12" cy="18.5" r="2.5"/>'
        '<path d="m6.8 10.2 3.4-3M13.8 7.2l3.4 3M17.2 13.8l-3.4 3M10.2 16.8l-3.4-3"/>'
    ),
    "theme": '<circle cx="12" cy="12" r="8.5"/><path d="M12 3.5v17a8.5 8.5 0 0 0 0-17z" fill="currentColor"/>',
    "soleil": '<circle cx="12" cy="12" r="4"/><path d="M12 2v3M12 19v3M2 12h3M19 12h3M4.9 4.9 7 7M17 17l2.1 2.1M19.1 4.9 17 7M7 17l-2.1 2.1"/>',
    "lune": '<path d="M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z"/>',
    # The four quadrants of the MOFF matrix
    "force": '<path d="M3.5 19 12 5l8.5 14z" fill="currentColor"/>',
    "faiblesse": '<path d="M3.5 6 12 20l8.5-14z"/>',
    "opportunite": '<path d="M2.5 18.5h19M6 18a6 6 0 0 1 12 0M12 4v4M4 9.5 7 12M20 9.5 17 12"/>',
    "menace": '<path d="M13.5 2.5 5 13.5h5.5L9 21.5 19 9.5h-6z"/>',
}
"""Name → SVG content (24 × 24 view box). Constant text of ours: safe to print."""
