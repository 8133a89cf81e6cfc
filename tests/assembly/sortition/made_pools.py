"""Pools of invented answers, as many and as uneven as a city's: the same for the same seed."""

import numpy as np

from assembly.sortition.pool import Person, Pool, Quota

# (value, share of the city, how eager its people are to come)
CITY: dict[str, list[tuple[str, float, float]]] = {
    "gender": [("Female", 0.505, 1.15), ("Male", 0.49, 0.9), ("Non-binary or other", 0.005, 1.5)],
    "age": [("16-24", 0.14, 0.45), ("25-34", 0.17, 0.8), ("35-44", 0.16, 1.0), ("45-54", 0.16, 1.2),
            ("55-64", 0.15, 1.4), ("65-74", 0.12, 1.5), ("75+", 0.10, 0.6)],
    "district": [("ST1", 0.12, 0.7), ("ST2", 0.13, 0.9), ("ST3", 0.24, 1.0), ("ST4", 0.22, 1.1), ("ST6", 0.24, 0.9),
                 ("ST7", 0.05, 1.3)],
    "ethnicity": [("White", 0.835, 1.1), ("Asian", 0.095, 0.6), ("Black", 0.03, 0.5), ("Mixed", 0.025, 0.8),
                  ("Other", 0.015, 0.5)],
    "disability": [("Yes", 0.22, 0.9), ("No", 0.78, 1.0)],
    "imd": [("Q1", 0.52, 0.7), ("Q2", 0.2, 1.0), ("Q3", 0.14, 1.3), ("Q4", 0.09, 1.5), ("Q5", 0.05, 1.6)],
    "education": [("None", 0.24, 0.4), ("L1-2", 0.26, 0.8), ("L3", 0.2, 1.1), ("L4+", 0.3, 1.7)],
}  # fmt: skip


def made_pool(people: int, seats: int, seed: int, categories: int = 7, homes: float = 0.9, slack: int = 1) -> Pool:
    """`homes` × `people` addresses; quotas are the city's shares of the seats, give or take `slack`."""
    chance = np.random.Generator(np.random.PCG64(seed))
    chosen = dict(list(CITY.items())[:categories])
    columns = []
    for values in chosen.values():
        weights = np.array([share * eager for _, share, eager in values])
        picks = chance.choice(len(values), size=people, p=weights / weights.sum())
        columns.append([values[pick][0] for pick in picks])
    addresses = chance.integers(0, max(1, int(people * homes * 8)), size=people)
    quotas = [
        Quota(name, value, max(0, int(share * seats) - slack), min(seats, int(np.ceil(share * seats)) + slack))
        for name, values in chosen.items()
        for value, share, _ in values
    ]
    rows = zip(*columns, strict=True)
    found = [Person(f"R{i:05}", features, f"home {addresses[i]}") for i, features in enumerate(rows)]
    return Pool(tuple(found), tuple(quotas), seats)
