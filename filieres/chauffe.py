"""What the first analysis of a filière would make its reader wait for: a second of imports."""


def charger_calculs() -> None:
    """Load the units and the graphs analyses are made with."""
    import networkx as nx

    from filieres.calculs.unites import lire_unite

    nx.maximum_flow(nx.DiGraph([("a", "b", {"capacity": 1})]), "a", "b")
    lire_unite("kg/jour")
