"""How requests to a platform leave the house, under the name by which this room and the site know it.

The room of accounts keeps it, since connecting an account asks the platform too.
"""

from countersign.accounts.queries.reaching import NoWay, Way, _ways, use, way

__all__ = ["NoWay", "Way", "_ways", "use", "way"]
