"""A small valley for the tests: five workplaces, two communities, everything in it countable by hand."""

from fractions import Fraction

from confederal.planning.commodity import Commodity, Kind
from confederal.planning.community import Community, Need, Offer, Point
from confederal.planning.economy import Cap, Economy, FederationOf, Period, Stock
from confederal.planning.workplace import Limit, Technique, Workplace

GRAIN = Commodity("rye", Kind.PRODUCT, "t", Fraction(1, 10))
BREAD = Commodity("bread", Kind.PRODUCT, "t", Fraction(1, 10))
POWER = Commodity("electricity", Kind.PRODUCT, "MWh", Fraction(1))
HOURS = Commodity("hours", Kind.HOURS, "h", Fraction(1))
SMOKE = Commodity("climate gases", Kind.EMISSION, "tCO2e", Fraction(1, 10))


def farm(name: str, most: int = 120) -> Workplace:
    return Workplace(
        name,
        "farms and bakeries",
        (
            Technique(
                "tractor",
                {"rye": Fraction(1), "hours": Fraction(-3), "climate gases": Fraction(-2, 10)},
                Fraction(1, 10),
            ),
            Technique(
                "horses",
                {"rye": Fraction(1), "hours": Fraction(-5), "climate gases": Fraction(-5, 100)},
                Fraction(1, 10),
            ),
        ),
        (Limit("fields", "capacity", {"tractor": Fraction(1), "horses": Fraction(1)}, Fraction(most)),),
    )


def bakery(name: str, most: int = 100, hours: int = 900) -> Workplace:
    return Workplace(
        name,
        "farms and bakeries",
        (
            Technique(
                "oven",
                {
                    "bread": Fraction(1),
                    "rye": Fraction(-9, 10),
                    "hours": Fraction(-10),
                    "electricity": Fraction(-1),
                },
                Fraction(1, 10),
            ),
        ),
        (
            Limit("oven", "capacity", {"oven": Fraction(1)}, Fraction(most)),
            Limit("nights", "condition", {"oven": Fraction(10)}, Fraction(hours)),
        ),
    )


def power(name: str) -> Workplace:
    return Workplace(
        name,
        "power",
        (
            Technique(
                "coal",
                {"electricity": Fraction(1), "hours": Fraction(-2), "climate gases": Fraction(-8, 10)},
                Fraction(1),
            ),
            Technique("weir", {"electricity": Fraction(1), "hours": Fraction(-6)}, Fraction(1)),
        ),
        (Limit("turbines", "capacity", {"coal": Fraction(1), "weir": Fraction(1)}, Fraction(400)),),
    )


def valley(guaranteed: int = 40, cap: int = 200, workplaces: tuple[Workplace, ...] | None = None) -> Economy:
    """The valley; `guaranteed` tonnes of bread a community, `cap` tonnes of climate gases in all."""
    return Economy(
        period=Period("the year"),
        commodities=(GRAIN, BREAD, POWER, HOURS, SMOKE),
        workplaces=workplaces
        or (
            farm("Heath Farm"),
            farm("Ridge Farm", 80),
            bakery("Red Oven"),
            bakery("Station Bakery"),
            power("Weir"),
        ),
        communities=tuple(
            Community(
                name,
                (
                    Need(
                        "bread",
                        Fraction(guaranteed),
                        (Point(Fraction(60), Fraction(300)), Point(Fraction(90), Fraction(100))),
                    ),
                    Need(
                        "electricity",
                        Fraction(20),
                        (Point(Fraction(50), Fraction(60)), Point(Fraction(90), Fraction(20))),
                    ),
                ),
                (Offer("hours", (Point(Fraction(1200), Fraction(6)), Point(Fraction(1800), Fraction(14)))),),
                people=people,
            )
            for name, people in (("Upper Village", 400), ("Lower Village", 500))
        ),
        federations=(FederationOf("farms and bakeries"), FederationOf("power")),
        caps=(Cap("climate gases", Fraction(cap), "valley congress, question 2"),),
        stocks=(Stock("rye", Fraction(5), Fraction(30)),),
        valuations={
            "rye": Fraction(40),
            "bread": Fraction(180),
            "electricity": Fraction(30),
            "hours": Fraction(8),
            "climate gases": Fraction(20),
        },
    )
