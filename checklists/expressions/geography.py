"""Distance in whole metres, by integers only (scoring.md §3.4)."""

from __future__ import annotations

from math import isqrt

Place = tuple[int, int]

HALF_TURN = 180_000_000
FULL_TURN = 360_000_000
LATITUDE_MAX = 90_000_000
# round(cos(d°)·10^9) for d = 0..90: published, so that device and server use the same digits.
# fmt: off
COSINES = (
    1_000_000_000, 999_847_695, 999_390_827, 998_629_535, 997_564_050, 996_194_698, 994_521_895,
    992_546_152, 990_268_069, 987_688_341, 984_807_753, 981_627_183, 978_147_601, 974_370_065,
    970_295_726, 965_925_826, 961_261_696, 956_304_756, 951_056_516, 945_518_576, 939_692_621,
    933_580_426, 927_183_855, 920_504_853, 913_545_458, 906_307_787, 898_794_046, 891_006_524,
    882_947_593, 874_619_707, 866_025_404, 857_167_301, 848_048_096, 838_670_568, 829_037_573,
    819_152_044, 809_016_994, 798_635_510, 788_010_754, 777_145_961, 766_044_443, 754_709_580,
    743_144_825, 731_353_702, 719_339_800, 707_106_781, 694_658_370, 681_998_360, 669_130_606,
    656_059_029, 642_787_610, 629_320_391, 615_661_475, 601_815_023, 587_785_252, 573_576_436,
    559_192_903, 544_639_035, 529_919_264, 515_038_075, 500_000_000, 484_809_620, 469_471_563,
    453_990_500, 438_371_147, 422_618_262, 406_736_643, 390_731_128, 374_606_593, 358_367_950,
    342_020_143, 325_568_154, 309_016_994, 292_371_705, 275_637_356, 258_819_045, 241_921_896,
    224_951_054, 207_911_691, 190_808_995, 173_648_178, 156_434_465, 139_173_101, 121_869_343,
    104_528_463, 87_155_743, 69_756_474, 52_335_956, 34_899_497, 17_452_406, 0,
)
# fmt: on
METRES_PER_UNIT = 111_195_080


def is_place(place: Place) -> bool:
    """Whether latitude and longitude, in micro-degrees, are on the globe."""
    return abs(place[0]) <= LATITUDE_MAX and abs(place[1]) <= HALF_TURN


def distance_m(one: Place, other: Place) -> int:
    """Metres between two places; beyond 50 km it means only "far"."""
    east = abs(one[1] - other[1])
    east = FULL_TURN - east if east > HALF_TURN else east
    north = one[0] - other[0]
    i, rest = divmod(abs(one[0] + other[0]), 2_000_000)
    step = COSINES[i] - COSINES[i + 1] if rest else 0
    cosine = COSINES[i] - (step * rest + 1_000_000) // 2_000_000
    units = isqrt((east * cosine) ** 2 + (north * 10**9) ** 2)
    return (units * METRES_PER_UNIT + 5 * 10**17) // 10**18
