"""The meaning of how people came into the file in plain Python."""

from chaland.signups.models import Arrival
from segments.plain_meaning import day_of, in_window, same_text


def came_in(world, node, person):
    came = Arrival.objects.filter(customer=person).first()
    return (
        came is not None
        and came.channel in node["is"]
        and ("source" not in node or same_text(came.source, node["source"]))
        and in_window(day_of(came.arrived_at, world), node.get("window"), world.today)
    )


CONDITIONS = {"came_in": came_in}
