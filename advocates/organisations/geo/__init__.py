"""Geography of the directory: countries and their names, and the maps drawn ahead of time.

Pure functions over small data files; nothing here reads the database or knows an address of a page.
`scripts/map/` makes the data.
"""

from .countries import (
    COUNTRIES,
    Country,
    country_name,
    country_search_names,
    distance_km,
    language_name,
    language_own_name,
    nearest_countries,
    sort_key,
)
from .worldmap import (
    Cluster,
    country_markers,
    country_svg,
    markers,
    region_markers,
    region_of,
    region_svg,
    stitched_svg,
    world_svg,
)

__all__ = [
    "COUNTRIES",
    "Cluster",
    "Country",
    "country_markers",
    "country_name",
    "country_search_names",
    "country_svg",
    "distance_km",
    "language_name",
    "language_own_name",
    "markers",
    "nearest_countries",
    "region_markers",
    "region_of",
    "region_svg",
    "sort_key",
    "stitched_svg",
    "world_svg",
]
