"""Running many histories, and telling one."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass

from tests.simulation import (  # noqa: F401 - they register themselves
    call_plants,
    parts_plants,
    push_plants,
)
from tests.simulation.history import run
from tests.simulation.laboratory import laboratory
from tests.simulation.oracles import Violation
from tests.simulation.plants import planted


@dataclass(frozen=True)
class Broken:
    """A history that broke an oracle."""

    seed: int
    plant: str
    says: str

    def __str__(self) -> str:
        plant = f" --plant {self.plant}" if self.plant else ""
        return f"{self.says}\n    python -m tests.simulation --seed {self.seed}{plant}"


def run_some(seeds: Iterable[int], plant: str = "") -> list[Broken]:
    """Run histories; give those that broke an oracle."""
    return list(_broken(seeds, plant))


def first_to_find(seeds: Iterable[int], plant: str) -> Broken | None:
    """Run histories until one breaks an oracle; give that one."""
    with closing(_broken(seeds, plant)) as broken:
        return next(broken, None)


def _broken(seeds: Iterable[int], plant: str) -> Iterator[Broken]:
    with laboratory(), planted(plant):
        for seed in seeds:
            try:
                found = run(seed).found
            except Exception as error:
                if plant:  # no oracle has found it
                    raise
                found = Violation("the simulation itself works", repr(error))
            if found is not None:
                yield Broken(seed, plant, str(found))


def tell(seed: int, plant: str) -> bool:
    """Run one history and print all that happens; say whether it broke an oracle."""
    with laboratory(), planted(plant):
        history = run(seed)
    print(*history.trace, history.found or "All is well.", sep="\n")  # noqa: T201
    return history.found is not None
