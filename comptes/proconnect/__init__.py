"""ProConnect, the French State's sign-in for agents, through allauth's OpenID Connect provider.

What ProConnect does that the generic provider does not expect, and which module answers:

- ``userinfo`` is a signed JWT (``application/jwt``), not JSON: ``jetons``, ``adaptateur``;
- ``state`` and ``nonce`` must count 32 characters or more, and the nonce must come back in the
  ID token: ``fournisseur``, ``adaptateur``;
- any query parameter it does not know is refused (Y000400): nothing from our own query
  string is forwarded (``fournisseur``);
- signing out takes the browser to ``end_session_endpoint`` with the ID token: ``deconnexion``.

Source: https://partenaires.proconnect.gouv.fr/docs/fournisseur-service/implementation_technique

Everything comes from three environment variables (``PROCONNECT_CLIENT_ID``, ``_CLIENT_SECRET``,
``_SERVER_URL``); no row of the database is read. ``reseau`` makes any other host unreachable.

Why an existing account with the same address is linked without asking: ProConnect federates
the employers' own directories, an address is theirs to attest, and its documentation names
the professional address as the key of reconciliation (``sub`` changes with each pair of service
and identity provider). allauth adds the missing half: when the local account never confirmed
that address, its password is wiped first, so that whoever registered with somebody
else's address cannot come in behind them. A second factor set here is still asked for. If
the token says ``email_verified: false``, nothing is linked and the owner gets an email.
"""

IDENTIFIANT = "proconnect"
CLE_SESSION = "proconnect"
