"""Who may do what with open data, on one page. Reading it needs no right: it is public.

| permission | who |
|---|---|
| integrer (on an organisation) | its members and administrators: make and change its maps |
| autoriser_site (on an organisation) | its administrators: say which sites may show them |

Operators may do everything.
"""

import rules

from acteurs.rules import ecrit
from comptes.rules import administre

rules.add_perm("ouverture.integrer", ecrit)
rules.add_perm("ouverture.autoriser_site", administre)
