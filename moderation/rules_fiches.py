"""Who may look after the entries of the directory, on one page.

| permission | who |
|---|---|
| voir_doublons | members and administrators of an ESS network |
| (joining two entries, undoing it) | who may change both (``acteurs.modifier_acteur``) |

Operators (superusers) may do everything.
"""

import rules

from acteurs.rules import ecrit_pour_un_reseau

rules.add_perm("moderation.voir_doublons", ecrit_pour_un_reseau)
