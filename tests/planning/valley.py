"""A small valley for the tests: five workplaces, two communities, everything in it countable by hand."""

from fractions import Fraction as F

from confederal.planning.commodity import Commodity, Kind
from confederal.planning.community import Community, Need, Offer, Point
from confederal.planning.economy import Cap, Economy, FederationOf, Period, Stock
from confederal.planning.workplace import Limit, Technique, Workplace

GRAIN = Commodity("rye", Kind.PRODUCT, "t", F(1, 10))
BREAD = Commodity("bread", Kind.PRODUCT, "t", F(1, 10))
POWER = Commodity("electricity", Kind.PRODUCT, "MWh", F(1))
HOURS = Commodity("hours", Kind.HOURS, "h", F(1))
SMOKE = Commodity("climate gases", Kind.EMISSION, "tCO2e", F(1, 10))


def farm(name: str, most: int = 120) -> Workplace:
    return Workplace(
        name,
        "farms and bakeries",
        (
            Technique("tractor", {"rye": F(1), "hours": F(-3), "climate gases": F(-2, 10)}, F(1, 10)),
            Technique("horses", {"rye": F(1), "hours": F(-5), "climate gases": F(-5, 100)}, F(1, 10)),
        ),
        (Limit("fields", "capacity", {"tractor": F(1), "horses": F(1)}, F(most)),),
    )


def bakery(name: str, most: int = 100, hours: int = 900) -> Workplace:
    return Workplace(
        name,
        "farms and bakeries",
        (
            Technique(
                "oven",
                {"bread": F(1), "rye": F(-9, 10), "hours": F(-10), "electricity": F(-1)},
                F(1, 10),
            ),
        ),
        (
            Limit("oven", "capacity", {"oven": F(1)}, F(most)),
            Limit("nights", "condition", {"oven": F(10)}, F(hours)),
        ),
    )


def power(name: str) -> Workplace:
    return Workplace(
        name,
        "power",
        (
            Technique("coal", {"electricity": F(1), "hours": F(-2), "climate gases": F(-8, 10)}, F(1)),
            Technique("weir", {"electricity": F(1), "hours": F(-6)}, F(1)),
        ),
        (Limit("turbines", "capacity", {"coal": F(1), "weir": F(1)}, F(400)),),
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
                    Need("bread", F(guaranteed), (Point(F(60), F(300)), Point(F(90), F(100)))),
                    Need("electricity", F(20), (Point(F(50), F(60)), Point(F(90), F(20)))),
                ),
                (Offer("hours", (Point(F(1200), F(6)), Point(F(1800), F(14)))),),
                people=people,
            )
            for name, people in (("Upper Village", 400), ("Lower Village", 500))
        ),
        federations=(FederationOf("farms and bakeries"), FederationOf("power")),
        caps=(Cap("climate gases", F(cap), "valley congress, question 2"),),
        stocks=(Stock("rye", F(5), F(30)),),
        valuations={
            "rye": F(40),
            "bread": F(180),
            "electricity": F(30),
            "hours": F(8),
            "climate gases": F(20),
        },
    )
