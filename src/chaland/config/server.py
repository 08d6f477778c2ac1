"""What `chaland serve` runs in each of its processes: the application, and what the shop does by itself."""

from chaland.config import wsgi

from chaland.config import daily, uploads  # isort: skip - their use cases need the application set up

application = wsgi.application
daily.start()
uploads.start()
