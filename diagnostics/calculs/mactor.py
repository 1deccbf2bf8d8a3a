"""MACTOR: the interplay of actors (Godet), from two grids to alliances and conflicts.

Sources of the formulas: M. Godet, « Manuel de prospective stratégique », tome 2 (Dunod);
M. Godet, « Actors’ moves and strategies: the MACTOR method », Futures, 1991; notes of the
MACTOR software (LIPSOR). The names of the matrices are theirs.

Inputs, for n actors and m objectives:

- MDI (n × n), direct influences 0…4 of row on column: 0 none, 1 on its operations, 2 on its
  projects, 3 on its missions, 4 on its existence. The diagonal is zero.
- 2MAO (n × m), valued positions −4…+4: sign for or against, size the same scale.

Outputs, all of them without unit:

- 1MAO = sign(2MAO).
- MIDI_ij = MDI_ij + Σ_k min(MDI_ik, MDI_kj): direct influence plus influence through a relay.
  Its diagonal is the retroaction: what comes back to an actor through the others.
- I_i = Σ_{j≠i} MIDI_ij (influence), D_i = Σ_{j≠i} MIDI_ji (dependence).
- r_i = (M_i − MIDI_ii) / ΣM × M_i / (M_i + E_i), where M_i and E_i are the sums of row and
  column i of MIDI, diagonal included; R_i = n r_i / Σr, so that the mean is 1 (1 for all
  when nobody influences anybody). Publications do not all keep the diagonal in the sums:
  we keep it, and take the retroaction away once, as the formula is written.
- Net scale: N_ij = MIDI_ij − MIDI_ji, and its sum by actor.
- 3MAO_ij = 2MAO_ij × R_i.
- Convergence of two actors, order 1: objectives on which their signs agree; orders 2 and 3:
  Σ (|x_ik| + |x_jk|) / 2 over those objectives, on 2MAO and on 3MAO. Divergence: the
  same over the objectives on which their signs oppose. Diagonals are zero.
- Ambivalence of an actor: 1 − Σ_j |C_ij − D_ij| / Σ_j (C_ij + D_ij), from 0 (always with
  or always against the same others) to 1 (as much with as against each of them).
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

INFLUENCE_MAX: Final = 4
POSITION_MAX: Final = 4
ORDRES: Final = (1, 2, 3)

Reels = NDArray[np.float64]


@dataclass(frozen=True)
class Ordre:
    """Positions of one order and what follows: convergences, divergences, ambivalence."""

    positions: Reels
    convergences: Reels
    divergences: Reels
    ambivalence: Reels
    mobilisation_acteurs: Reels
    """Σ |x| of each actor over the objectives."""
    accords: Reels
    """Sum of the positive positions on each objective."""
    desaccords: Reels
    """Sum of the negative positions on each objective, as a positive number."""
    taux: float | None
    """Convergences / (convergences + divergences) over all pairs; None when there is none."""


@dataclass(frozen=True)
class Mactor:
    """The whole analysis; rows are actors, columns actors or objectives."""

    midi: Reels
    influence: Reels
    dependance: Reels
    retroaction: Reels
    rapport: Reels
    net: Reels
    solde: Reels
    ordres: dict[int, Ordre]


def analyser(mdi: ArrayLike, positions: ArrayLike) -> Mactor:
    """Compute every matrix from the two grids.

    Raises:
        ValueError: grids of the wrong shape, values out of bounds, or a non-zero diagonal.
    """
    influences, valuees = _lire(mdi, positions)
    midi = influences_indirectes(influences)
    retroaction = np.diag(midi).copy()
    influence, dependance = midi.sum(1) - retroaction, midi.sum(0) - retroaction
    rapport = rapports_de_force(midi)
    net = midi - midi.T
    return Mactor(
        midi=midi,
        influence=influence,
        dependance=dependance,
        retroaction=retroaction,
        rapport=rapport,
        net=net,
        solde=net.sum(1),
        ordres={
            1: _ordre(np.sign(valuees)),
            2: _ordre(valuees),
            3: _ordre(valuees * rapport[:, None]),
        },
    )


def _lire(mdi: ArrayLike, positions: ArrayLike) -> tuple[Reels, Reels]:
    influences = np.asarray(mdi, dtype=np.float64)
    valuees = np.asarray(positions, dtype=np.float64)
    n = len(influences)
    if influences.shape != (n, n) or not n:
        raise ValueError("the grid of influences must be square")
    if valuees.ndim != 2 or len(valuees) != n:  # noqa: PLR2004
        raise ValueError("the grid of positions must have one row per actor")
    if np.diag(influences).any():
        raise ValueError("an actor has no influence on itself: the diagonal must be zero")
    if influences.min() < 0 or influences.max() > INFLUENCE_MAX:
        raise ValueError("influences go from 0 to 4")
    if valuees.size and np.abs(valuees).max() > POSITION_MAX:
        raise ValueError("positions go from -4 to 4")
    return influences, valuees


def influences_indirectes(mdi: Reels) -> Reels:
    """Return MIDI: MDI_ij + Σ_k min(MDI_ik, MDI_kj)."""
    relais = np.minimum(mdi[:, :, None], mdi[None, :, :]).sum(1)
    total: Reels = mdi + relais
    return total


def rapports_de_force(midi: Reels) -> Reels:
    """Return R, the competitiveness of each actor, of mean 1."""
    n = len(midi)
    lignes, colonnes, retroaction = midi.sum(1), midi.sum(0), np.diag(midi)
    total = lignes.sum()
    if not total:
        return np.ones(n)
    somme = lignes + colonnes
    part = np.divide(lignes, somme, out=np.zeros(n), where=somme > 0)
    brut = (lignes - retroaction) / total * part
    normalise: Reels = n * brut / brut.sum() if brut.sum() else np.ones(n)
    return normalise


def _ordre(x: Reels) -> Ordre:
    n = len(x)
    signes = np.sign(x)[:, None, :] * np.sign(x)[None, :, :]
    intensites = (np.abs(x)[:, None, :] + np.abs(x)[None, :, :]) / 2
    hors_diagonale = ~np.eye(n, dtype=bool)
    convergences = (intensites * (signes > 0)).sum(2) * hors_diagonale
    divergences = (intensites * (signes < 0)).sum(2) * hors_diagonale
    ecarts = np.abs(convergences - divergences).sum(1)
    sommes = (convergences + divergences).sum(1)
    total = convergences.sum() + divergences.sum()
    return Ordre(
        positions=x,
        convergences=convergences,
        divergences=divergences,
        ambivalence=np.where(
            sommes > 0, 1 - np.divide(ecarts, sommes, out=np.zeros(n), where=sommes > 0), 0.0
        ),
        mobilisation_acteurs=np.abs(x).sum(1),
        accords=np.clip(x, 0, None).sum(0),
        desaccords=np.clip(-x, 0, None).sum(0),
        taux=float(convergences.sum() / total) if total else None,
    )


def situer(analyse: Mactor) -> list[str]:
    """Place each actor: dominant, relais, domine or autonome.

    The plane of influence and dependence is cut at the means of both axes.
    """
    seuil_i, seuil_d = analyse.influence.mean(), analyse.dependance.mean()
    noms: dict[tuple[bool, bool], str] = {
        (True, False): "dominant",
        (True, True): "relais",
        (False, True): "domine",
        (False, False): "autonome",
    }
    return [
        noms[bool(i > seuil_i), bool(d > seuil_d)]
        for i, d in zip(analyse.influence, analyse.dependance, strict=True)
    ]


def en_listes(matrice: Any) -> list[list[float]]:
    """Return a matrix as plain lists, for templates and exports."""
    return [[float(v) for v in ligne] for ligne in matrice]
