"""Makes everything below build/ that is generated: libraries, communes, translations, credits.

Each step runs only when its inputs changed. Needs the network only when package.json changed.
"""

import make_assets
import make_credits
import make_geo
import make_land
import make_messages
import npm_packages
from stamps import is_fresh, remember

STEPS = (npm_packages, make_assets, make_geo, make_land, make_messages, make_credits)


def main() -> None:
    """Run the steps whose inputs changed, in order."""
    for step in STEPS:
        inputs = step.inputs()
        if not is_fresh(step.__name__, inputs, step.OUTPUTS):
            step.main()
            remember(step.__name__, inputs)


if __name__ == "__main__":
    main()
