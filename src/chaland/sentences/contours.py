"""Sentences about the contours of communes that a shop loads for its map."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "contours_not_geojson": _("This file is not GeoJSON. Choose a file of contours that ends in .geojson or .json."),
    "contours_without_communes": _("This file holds no contour."),
    "contours_without_code": _(
        "Contour %(row)s does not say its commune: it needs an INSEE code, named code or insee."
    ),
    "contours_not_areas": _("Contour %(row)s is not an area. Choose the contours of communes, not their centres."),
    "contours_not_in_degrees": _("Contour %(row)s is not in degrees (%(text)s). Choose the file in WGS 84."),
    "contours_too_large": _("This file is above %(limit)s MB. Choose simplified contours, or those of your region."),
}
